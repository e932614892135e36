package dev.postern.testing.smtp;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A message with a word of its own in subject and body, by which it is found again wherever it went.
 *
 * @param marker that word
 * @param content header and body with CRLF line ends; not dot-stuffed
 */
public record Letter(String marker, String content) {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** What mailers break: leading dots, blanks at line ends, tabs, a long line, an empty last line. */
    private static final String DELICATE =
            ".\r\n..two dots\r\n.one dot\r\nblanks   \r\n\ttab\t\r\nFrom the start\r\n" + "x".repeat(900) + "\r\n\r\n";

    /** A plain message whose From: header has that value. */
    public static Letter from(String fromHeader) {
        return withHeader("From: " + fromHeader);
    }

    /** A message with these header lines, joined by CRLF, beside Subject, Date and Message-ID. */
    public static Letter withHeader(String header) {
        String marker = "letter-" + Long.toString(System.nanoTime(), 36) + "-" + NUMBER.incrementAndGet();
        return new Letter(
                marker,
                header + "\r\nSubject: " + marker + "\r\nDate: Thu, 01 Jan 2026 12:00:00 +0000\r\nMessage-ID: <"
                        + marker + "@letter.test>\r\nTo: somebody@example.test\r\n\r\nsecret " + marker + "\r\n"
                        + DELICATE);
    }

    /** As {@link #from}, with what is rare: 8-bit text in header and body, lines of 998 octets, and half a mebibyte of it. */
    public static Letter demanding(String fromHeader) {
        String eightBit = "Gr\u00c3\u00bc\u00c3\u009fe"; // the octets of UTF-8: Haraka keeps no others in a header
        var plain = withHeader("From: " + fromHeader + "\r\nX-Greeting: " + eightBit);
        String line = "." + "y".repeat(997) + "\r\n"; // RFC 5321 §4.5.3.1.6
        String text = eightBit + "\r\n.\r\n..\r\n" + line;
        return new Letter(plain.marker(), plain.content() + text.repeat(512));
    }

    /** What follows the header. */
    public String body() {
        return bodyOf(content);
    }

    static String bodyOf(String content) {
        return content.substring(content.indexOf("\r\n\r\n") + 4);
    }

    /** As it goes over the wire after DATA (RFC 5321 §4.5.2), but for the final dot. */
    public String withoutEnd() {
        return ("\r\n" + content).replace("\r\n.", "\r\n..").substring(2);
    }

    /** As it goes over the wire after DATA, with the final dot. */
    public String dotStuffed() {
        return withoutEnd() + ".\r\n";
    }
}
