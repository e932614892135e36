package dev.postern.partner;

import com.google.common.net.InetAddresses;
import dev.postern.tls.DnsName;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The server that a message goes to next.
 *
 * @param host a host name in canonical form, or an IP address literal without brackets
 * @param port 1 to 65535
 */
public record NextHop(String host, int port) {
    private static final Pattern TEXT = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:\\[\\]]+)):([0-9]{1,5})");
    private static final int LARGEST_PORT = 65535;

    /** Reads {@code relay.contoso.test:25}, {@code 192.0.2.1:25} or {@code [2001:db8::1]:25}. */
    public static Optional<NextHop> parse(String text) {
        var matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(matcher.group(3));
        Optional<String> host = matcher.group(1) == null ? host(matcher.group(2)) : address(matcher.group(1));
        return host.filter(name -> port > 0 && port <= LARGEST_PORT).map(name -> new NextHop(name, port));
    }

    private static Optional<String> host(String text) {
        // What ends in digits is an address or nothing: no top-level domain is numeric (RFC 3696 §2).
        return text.matches("(?:.*\\.)?[0-9]+\\.?")
                ? address(text)
                : DnsName.parse(text).map(DnsName::ascii);
    }

    private static Optional<String> address(String text) {
        return InetAddresses.isInetAddress(text)
                ? Optional.of(InetAddresses.toAddrString(InetAddresses.forString(text)))
                : Optional.empty();
    }

    /** Returns the host's name; empty if it is an address. */
    public Optional<DnsName> name() {
        return InetAddresses.isInetAddress(host) ? Optional.empty() : DnsName.parse(host);
    }

    /** Returns the host's address; empty if it is a name. */
    public Optional<InetSocketAddress> socketAddress() {
        return InetAddresses.isInetAddress(host)
                ? Optional.of(new InetSocketAddress(InetAddresses.forString(host), port))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
