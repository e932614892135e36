package dev.postern.smtp;

import java.nio.charset.StandardCharsets;

/**
 * The bound on an address in MAIL and RCPT: 256 octets with its brackets (RFC 5321 §4.5.3.1.3). A local part of more than the 64
 * octets of §4.5.3.1.1 is accepted within it, as Postfix does: VERP and SRS make them.
 */
final class PathLength {
    private static final int LONGEST = 256;

    private PathLength() {}

    /**
     * Returns true if the address is too long.
     *
     * @param argument of the command
     * @param end where the closing bracket stands; below 0: there is none, which James refuses
     */
    static boolean isExceeded(String argument, int end) {
        int start = argument.indexOf('<');
        return start >= 0
                && end > start
                && argument.substring(start, end + 1).getBytes(StandardCharsets.UTF_8).length > LONGEST;
    }
}
