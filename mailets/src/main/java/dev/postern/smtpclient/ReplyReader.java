package dev.postern.smtpclient;

import dev.postern.text.Printable;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads replies, strictly and within bounds: whatever is no SMTP reply ends the conversation (RFC 5321 §4.2, §4.5.3.1.5).
 */
public final class ReplyReader {
    private static final int LONGEST_LINE = 2048;
    private static final int MOST_LINES = 128;

    private final InputStream in;
    private final byte[] buffer = new byte[LONGEST_LINE];
    private int next;
    private int end;

    public ReplyReader(InputStream in) {
        this.in = in;
    }

    public SmtpReply read() throws IOException {
        List<String> lines = new ArrayList<>(1);
        int code = 0;
        while (lines.size() < MOST_LINES) {
            String line = line();
            if (!isReplyLine(line) || !(code == 0 || code == code(line))) {
                throw new IOException("it sent an invalid SMTP reply: " + cut(Printable.of(line)));
            }
            code = code(line);
            lines.add(line.length() < 4 ? "" : line.substring(4));
            if (line.length() < 4 || line.charAt(3) != '-') {
                return new SmtpReply(code, lines);
            }
        }
        throw new IOException("it sent a reply of more than " + MOST_LINES + " lines");
    }

    /** Returns how many octets have come that no reply has used: none may, before TLS starts. */
    int unread() throws IOException {
        return buffered() + in.available();
    }

    /** Of these, how many are here already: whatever stands behind the reply to the last command was not asked for. */
    int buffered() {
        return end - next;
    }

    /** {@code 250}, or {@code 250} and a blank or hyphen and any text. */
    private static boolean isReplyLine(String line) {
        return line.length() >= 3
                && isDigit(line.charAt(0), '2', '5')
                && isDigit(line.charAt(1), '0', '9')
                && isDigit(line.charAt(2), '0', '9')
                && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '-');
    }

    private static boolean isDigit(char c, char least, char most) {
        return c >= least && c <= most;
    }

    private static int code(String line) {
        return Integer.parseInt(line, 0, 3, 10);
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream(80);
        while (true) {
            if (next == end) {
                fill();
            }
            int from = next;
            while (next < end && buffer[next] != '\n') {
                next++;
            }
            line.write(buffer, from, next - from);
            if (line.size() > LONGEST_LINE) {
                throw new IOException("it sent a line of more than " + LONGEST_LINE + " octets");
            }
            if (next < end) {
                next++;
                String text = line.toString(StandardCharsets.UTF_8);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
        }
    }

    private void fill() throws IOException {
        next = 0;
        end = Math.max(0, in.read(buffer));
        if (end == 0) {
            throw new EOFException("it closed the connection");
        }
    }

    private static String cut(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "..." : text;
    }
}
