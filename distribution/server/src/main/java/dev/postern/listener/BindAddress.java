package dev.postern.listener;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import dev.postern.address.AddressText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Parses and formats the address to which a listener binds: {@code 0.0.0.0:25}, {@code [::1]:25}, {@code
 * mx.example.org:25}.
 */
public final class BindAddress {
    private BindAddress() {}

    /**
     * The address of such a text; empty if it is none, has no port, or names a host that does not resolve. Only a host
     * name is looked up in DNS, and nothing is looked up in reverse.
     */
    @SuppressWarnings("AddressSelection") // a name that an administrator bound to is one address of this host
    public static Optional<InetSocketAddress> parse(String text) {
        try {
            var parts = HostAndPort.fromString(text.trim()).requireBracketsForIPv6();
            var address = InetAddresses.isInetAddress(parts.getHost())
                    ? new InetSocketAddress(InetAddresses.forString(parts.getHost()), parts.getPort())
                    : new InetSocketAddress(parts.getHost(), parts.getPort());
            return address.isUnresolved() ? Optional.empty() : Optional.of(address);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** Returns where a program on this machine reaches what is bound there. */
    public static InetSocketAddress reachable(InetSocketAddress bind) {
        return bind.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), bind.getPort())
                : bind;
    }

    /** Returns the text of an address, by number. */
    public static String text(InetSocketAddress address) {
        return AddressText.of(address);
    }
}
