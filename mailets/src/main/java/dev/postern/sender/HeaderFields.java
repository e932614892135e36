package dev.postern.sender;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The header section of a message, read so that nothing any reader might take for a field is missed.
 *
 * <p>Readers disagree on malformed headers: some end the section at a line that is no field, some take a bare CR for a
 * line end, some ignore white space before the colon or control characters in a name. Here the section goes on until the
 * empty line (RFC 5322 §2.1), a bare CR begins a new line but never ends the section, and names are compared after all
 * but printable US-ASCII was taken out. So what one reader sees as a field is a field.
 *
 * @param lines unfolded lines, one char per byte
 * @param complete whether the end of the section was found within {@link #LIMIT}
 * @param plain whether every reader finds the same fields in it: each line is a field, or continues one
 */
public record HeaderFields(List<String> lines, boolean complete, boolean plain) {

    /** No header section is longer than this, in bytes; Exchange stops at 256 KiB, Postfix at 100 KiB a field. */
    static final int LIMIT = 1024 * 1024;

    /** With a blank before the colon some take a line for no field, and for the end of the section. */
    private static final Pattern FIELD = Pattern.compile("[!-9;-~]+:.*", Pattern.DOTALL);

    public static HeaderFields read(InputStream message) throws IOException {
        var section = new ByteArrayOutputStream();
        boolean empty = true; // nothing but CR since the last LF
        int carriageReturns = 0;
        for (int octet = message.read(); octet >= 0; octet = message.read()) {
            if (section.size() == LIMIT) {
                return of(section, false);
            }
            section.write(octet);
            switch (octet) {
                case '\r' -> carriageReturns++;
                case '\n' -> {
                    // CR CR LF is an empty line to those only who take a bare CR for a line end.
                    if (empty && carriageReturns <= 1) {
                        return of(section, true);
                    }
                    empty = true;
                    carriageReturns = 0;
                }
                default -> empty = false;
            }
        }
        return of(section, true);
    }

    private static HeaderFields of(ByteArrayOutputStream section, boolean complete) {
        String text = section.toString(StandardCharsets.ISO_8859_1);
        List<String> lines = lines(text);
        return new HeaderFields(unfold(lines), complete, !hasBareCarriageReturn(text) && isPlain(lines));
    }

    /** The bodies of all fields of that name, which is given in small letters. */
    List<String> named(String name) {
        List<String> bodies = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon >= 0 && isNamed(line, colon, name)) {
                bodies.add(line.substring(colon + 1));
            }
        }
        return bodies;
    }

    /** Returns whether the printable US-ASCII characters before the colon are that name, in any case. */
    private static boolean isNamed(String line, int colon, String name) {
        int matched = 0;
        for (int at = 0; at < colon; at++) {
            char character = line.charAt(at);
            if (character < '!' || character > '~') {
                continue;
            }
            char small = character >= 'A' && character <= 'Z' ? (char) (character + ('a' - 'A')) : character;
            if (matched == name.length() || name.charAt(matched) != small) {
                return false;
            }
            matched++;
        }
        return matched == name.length();
    }

    private static boolean hasBareCarriageReturn(String text) {
        for (int at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) {
            if (at + 1 == text.length() || text.charAt(at + 1) != '\n') {
                return true;
            }
        }
        return false;
    }

    private static boolean isPlain(List<String> lines) {
        boolean first = true;
        for (String line : lines) {
            boolean continues = !first && continues(line) && !line.isBlank();
            if (!line.isEmpty() && !continues && !FIELD.matcher(line).matches()) {
                return false;
            }
            first = false;
        }
        return true;
    }

    private static boolean continues(String line) {
        return line.startsWith(" ") || line.startsWith("\t");
    }

    private static List<String> unfold(List<String> lines) {
        List<String> unfolded = new ArrayList<>();
        var field = new StringBuilder();
        for (String line : lines) {
            if (!continues(line) && !line.isEmpty()) {
                unfolded.add(field.toString());
                field.setLength(0);
            }
            field.append(line);
        }
        unfolded.add(field.toString());
        return List.copyOf(unfolded);
    }

    /** Split at CRLF, and at bare CR and bare LF; what follows the last of them is a line too. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character == '\r' || character == '\n') {
                lines.add(text.substring(start, at));
                if (character == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
                    at++;
                }
                start = at + 1;
            }
        }
        lines.add(text.substring(start));
        return lines;
    }
}
