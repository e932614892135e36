package dev.postern.xclient;

import com.google.common.net.InetAddresses;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The attributes of an XCLIENT command, as Postfix's XCLIENT_README has them: {@code NAME=value} with blanks between them,
 * values in xtext (RFC 3461 §4).
 *
 * @param address of the client; empty: XCLIENT says nothing of it
 * @param unknown whether XCLIENT says that nobody knows the address
 */
record XclientAttributes(Optional<InetAddress> address, boolean unknown, int port) {
    static final List<String> NAMES = List.of("NAME", "ADDR", "PORT", "PROTO", "HELO", "LOGIN", "DESTADDR", "DESTPORT");

    private static final Pattern XTEXT = Pattern.compile("(?:[!-*,-<>-~]|\\+[0-9A-F]{2})*");
    private static final String UNAVAILABLE = "[UNAVAILABLE]";
    private static final String TEMPORARILY = "[TEMPUNAVAIL]";
    private static final int HEX = 16;

    /** Reads the argument of the command; empty if it cannot be read, or has an attribute twice or of another name. */
    static Optional<XclientAttributes> parse(String argument) {
        Map<String, String> values = new HashMap<>();
        for (String attribute : argument.strip().split("\\s+", -1)) {
            int equals = attribute.indexOf('=');
            String name = equals < 0 ? "" : attribute.substring(0, equals).toUpperCase(Locale.ROOT);
            String value = attribute.substring(equals + 1);
            if (!NAMES.contains(name) || !XTEXT.matcher(value).matches() || values.put(name, decoded(value)) != null) {
                return Optional.empty();
            }
        }
        String address = values.getOrDefault("ADDR", "");
        boolean unknown = isUnknown(address);
        Optional<InetAddress> read = unknown || address.isEmpty() ? Optional.empty() : address(address);
        Optional<Integer> port = port(values.getOrDefault("PORT", UNAVAILABLE));
        return port.isEmpty() || (read.isEmpty() && !unknown && values.containsKey("ADDR"))
                ? Optional.empty()
                : Optional.of(new XclientAttributes(read, unknown, port.get()));
    }

    private static Optional<InetAddress> address(String text) {
        String number = text.regionMatches(true, 0, "IPV6:", 0, 5) ? text.substring(5) : text;
        return InetAddresses.isInetAddress(number) && number.indexOf('%') < 0
                ? Optional.of(InetAddresses.forString(number))
                : Optional.empty();
    }

    private static Optional<Integer> port(String text) {
        if (isUnknown(text)) {
            return Optional.of(0);
        }
        return text.matches("[0-9]{1,5}")
                ? Optional.of(Integer.parseInt(text)).filter(port -> port <= 0xFFFF)
                : Optional.empty();
    }

    private static boolean isUnknown(String text) {
        return text.equalsIgnoreCase(UNAVAILABLE) || text.equalsIgnoreCase(TEMPORARILY);
    }

    private static String decoded(String xtext) {
        var octets = new ByteArrayOutputStream();
        for (int at = 0; at < xtext.length(); at++) {
            if (xtext.charAt(at) == '+') {
                octets.write(Integer.parseInt(xtext.substring(at + 1, at + 3), HEX));
                at += 2;
            } else {
                octets.write(xtext.charAt(at));
            }
        }
        return octets.toString(StandardCharsets.UTF_8);
    }
}
