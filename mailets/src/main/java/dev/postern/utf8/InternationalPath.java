package dev.postern.utf8;

import dev.postern.tls.DnsName;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the address of MAIL and RCPT into a form that James reads and by which everybody is judged: the domain in A-labels, whatever
 * form of Unicode it came in, and a local part beyond ASCII, of which nothing else is changed (RFC 6530 §10.1), in quotes.
 */
public final class InternationalPath {
    private static final Pattern BRACKETED =
            Pattern.compile("<(\"(?:[^\"\\\\<>]|\\\\[^<>])*\"|[^\"<>@\\s]+)@([^<>@\\s]+)(>.*)", Pattern.DOTALL);

    private static final Pattern SECOND_DOT = Pattern.compile("(?<=\\.)\\.");

    private InternationalPath() {}

    /**
     * Converts an address that has a character beyond ASCII.
     *
     * @param path from its opening bracket on, with what stands behind the closing one
     * @return empty if it is no address of RFC 6531 §3.3, or its domain is no domain name
     */
    public static Optional<String> readable(String path) {
        Matcher parts = BRACKETED.matcher(path);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Optional<String> local = localPart(parts.group(1));
        Optional<String> domain = InternationalAddress.isBeyondAscii(parts.group(2))
                ? DnsName.parse(parts.group(2)).map(DnsName::ascii)
                : Optional.of(parts.group(2));
        return local.flatMap(before -> domain.map(after -> "<" + before + "@" + after + parts.group(3)));
    }

    private static Optional<String> localPart(String localPart) {
        if (!InternationalAddress.isBeyondAscii(localPart)) {
            return Optional.of(localPart);
        }
        if (!InternationalAddress.isReadable(localPart)) {
            return Optional.empty();
        }
        if (localPart.startsWith("\"")) {
            return Optional.of(localPart);
        }
        return InternationalAddress.UNQUOTED.matcher(localPart).matches()
                ? Optional.of('"' + SECOND_DOT.matcher(localPart).replaceAll("\\\\.") + '"')
                : Optional.empty();
    }
}
