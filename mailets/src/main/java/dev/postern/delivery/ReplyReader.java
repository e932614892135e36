package dev.postern.delivery;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads replies, strictly and within bounds: whatever is no SMTP reply ends the conversation (RFC 5321 §4.2, §4.5.3.1.5).
 */
final class ReplyReader {
    private static final Pattern LINE = Pattern.compile("([2-5][0-9]{2})(?:([ -])(.*))?", Pattern.DOTALL);
    private static final int LONGEST_LINE = 2048;
    private static final int MOST_LINES = 128;

    private final InputStream in;
    private final byte[] buffer = new byte[LONGEST_LINE];
    private int next;
    private int end;

    ReplyReader(InputStream in) {
        this.in = in;
    }

    SmtpReply read() throws IOException {
        List<String> lines = new ArrayList<>();
        String code = "";
        while (lines.size() < MOST_LINES) {
            String line = line();
            var matcher = LINE.matcher(line);
            if (!matcher.matches() || !(code.isEmpty() || code.equals(matcher.group(1)))) {
                throw new IOException("it answered what is no SMTP reply: " + cut(Printable.of(line)));
            }
            code = matcher.group(1);
            lines.add(matcher.group(3) == null ? "" : matcher.group(3));
            if (!"-".equals(matcher.group(2))) {
                return new SmtpReply(Integer.parseInt(code), lines);
            }
        }
        throw new IOException("it answered more than " + MOST_LINES + " lines");
    }

    /** How many octets have come that no reply has used: none may, before TLS starts. */
    int unread() throws IOException {
        return end - next + in.available();
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = octet(); octet != '\n'; octet = octet()) {
            line.write(octet);
            if (line.size() > LONGEST_LINE) {
                throw new IOException("it answered a line of more than " + LONGEST_LINE + " octets");
            }
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private int octet() throws IOException {
        if (next == end) {
            next = 0;
            end = Math.max(0, in.read(buffer));
            if (end == 0) {
                throw new EOFException("it closed the connection");
            }
        }
        return buffer[next++] & 0xff;
    }

    private static String cut(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "..." : text;
    }
}
