package dev.postern.testing.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Messages of all sizes up to 600 KiB, with everything in them that is easily broken. The seed decides. For one thread. */
public final class DelicateLetters {
    private static final int KIB = 1024;
    private static final String EIGHT_BIT = "\u00e4\u00ff\u0080 \u00c3\u00a9\u00c3";
    private static final String[] LINES = {
        ".",
        "..",
        ".hidden",
        "",
        "   ",
        "\t",
        "blanks at the end   ",
        "From somebody Mon Jan  1 00:00:00 2026",
        "=20=\u00a0=",
        "--boundary",
        "Received: from nowhere",
        "\u0001\u0007\u001b[0m\u007f",
    };

    private final Random random;

    public DelicateLetters(Random random) {
        this.random = random;
    }

    /** A message that begins with a line of its own by which it is found in a file. */
    public Letter next(String marker, String fromHeader) {
        var text = new StringBuilder(beginning(marker))
                .append("From: ")
                .append(fromHeader)
                .append("\r\n")
                .append("subject:no blank, ")
                .append(EIGHT_BIT)
                .append(" \t \r\n")
                .append("Subject: =?utf-8?Q?never_decoded?= ")
                .append(marker)
                .append("\r\n")
                .append("X-Folded: one\r\n\ttwo\r\n   three ")
                .append("y".repeat(700))
                .append("\r\n")
                .append("Received: from elsewhere.test by client.test; Thu, 01 Jan 2026 12:00:00 +0000\r\n")
                .append("Content-Type: multipart/signed; boundary=\"--\"\r\n")
                .append("DKIM-Signature: v=1;b=  not to be touched  \r\n\r\n");
        int size = size();
        while (text.length() < size) {
            text.append(line()).append("\r\n");
        }
        if (random.nextBoolean()) {
            text.append("\r\n\r\n");
        }
        return new Letter(marker, text.toString());
    }

    /** The first line of that message. */
    static String beginning(String marker) {
        return "X-Marker: " + marker + "\r\n";
    }

    private int size() {
        int kind = random.nextInt(100);
        if (kind < 60) {
            return KIB + random.nextInt(9 * KIB);
        }
        return kind < 85 ? 10 * KIB + random.nextInt(88 * KIB) : 98 * KIB + random.nextInt(500 * KIB);
    }

    private String line() {
        if (random.nextInt(4) == 0) {
            return LINES[random.nextInt(LINES.length)];
        }
        var bytes = new byte[random.nextInt(50) == 0 ? random.nextInt(20 * KIB) : random.nextInt(998)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0 || bytes[i] == '\r' || bytes[i] == '\n') { // these the gateway refuses
                bytes[i] = '.';
            }
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
