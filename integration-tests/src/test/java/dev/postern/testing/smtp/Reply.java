package dev.postern.testing.smtp;

import java.util.List;

/**
 * One SMTP reply (RFC 5321 §4.2).
 *
 * @param lines as they came, code included, without line ends
 */
public record Reply(List<String> lines) {

    public Reply {
        lines = List.copyOf(lines);
    }

    public int code() {
        return Integer.parseInt(lines.get(0).substring(0, 3));
    }

    public boolean isPositive() {
        return code() < 400;
    }

    public String text() {
        return String.join("\n", lines);
    }

    /** Whether an EHLO reply offers that extension. */
    public boolean offers(String extension) {
        return lines.stream()
                .anyMatch(line -> line.length() > 4 && line.substring(4).equalsIgnoreCase(extension));
    }

    @Override
    public String toString() {
        return text();
    }
}
