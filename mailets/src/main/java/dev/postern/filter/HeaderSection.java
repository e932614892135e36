package dev.postern.filter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The fields above a message's first empty line, byte for byte (RFC 5322 §2.2). The section ends at the first line that is no
 * field and continues none, as for Postfix: that line is body. Not safe for several threads.
 */
public final class HeaderSection {
    private static final int LONGEST_SECTION = 8 << 20;

    private final List<Field> fields = new ArrayList<>();
    private byte[] behind = new byte[0];

    /**
     * A field as it stands there.
     *
     * @param raw with its end of line; characters stand for bytes
     */
    public record Field(String name, String raw) {
        /** Returns what stands behind the colon and one blank, its inner line ends as they are, without the last one. */
        public String value() {
            String value = raw.substring(raw.indexOf(':') + 1);
            value = value.endsWith("\r\n") ? value.substring(0, value.length() - 2) : value;
            return value.startsWith(" ") ? value.substring(1) : value;
        }
    }

    private HeaderSection() {}

    /**
     * Reads the section and leaves the stream behind it.
     *
     * @throws IOException if it cannot be read, or has more than 8 MiB
     */
    public static HeaderSection read(InputStream in) throws IOException {
        var section = new HeaderSection();
        int left = LONGEST_SECTION;
        for (String line = line(in, left); !line.isEmpty(); line = line(in, left)) {
            left -= line.length();
            int last = section.fields.size() - 1;
            if (isFolded(line) && last >= 0) {
                Field field = section.fields.get(last);
                section.fields.set(last, new Field(field.name(), field.raw() + line));
            } else if (nameLength(line) > 0) {
                section.fields.add(new Field(line.substring(0, nameLength(line)), line));
            } else {
                section.behind = line.getBytes(StandardCharsets.ISO_8859_1);
                return section;
            }
        }
        return section;
    }

    public List<Field> fields() {
        return List.copyOf(fields);
    }

    /** Returns what was read behind the section: the empty line, or the first line of a body without one. */
    public byte[] behind() {
        return behind.clone();
    }

    /** Carries out a change. */
    public void edit(HeaderEdit edit) {
        if (edit instanceof HeaderEdit.Append append) {
            fields.add(field(append.name(), append.value()));
        } else if (edit instanceof HeaderEdit.Insert insert) {
            fields.add(Math.min(insert.index(), fields.size()), field(insert.name(), insert.value()));
        } else if (edit instanceof HeaderEdit.Replace replace) {
            int at = find(replace.name(), replace.occurrence());
            Field field = field(replace.name(), replace.value());
            if (at >= 0) {
                fields.set(at, field);
            } else {
                fields.add(field);
            }
        } else if (edit instanceof HeaderEdit.Remove remove) {
            int at = find(remove.name(), remove.occurrence());
            if (at >= 0) {
                fields.remove(at);
            }
        } else if (edit instanceof HeaderEdit.RemoveAll all) {
            fields.removeIf(field -> isNamed(field, all.name()));
        }
    }

    /** Returns the section and what was read behind it; a body that began without an empty line gets one. */
    public byte[] toBytes() {
        var out = new ByteArrayOutputStream();
        fields.forEach(field -> out.writeBytes(field.raw().getBytes(StandardCharsets.ISO_8859_1)));
        if (behind.length > 0 && behind[0] != '\r') {
            out.writeBytes(new byte[] {'\r', '\n'});
        }
        out.writeBytes(behind);
        return out.toByteArray();
    }

    private int find(String name, int occurrence) {
        int[] places = IntStream.range(0, fields.size())
                .filter(i -> isNamed(fields.get(i), name))
                .toArray();
        return occurrence >= 1 && occurrence <= places.length ? places[occurrence - 1] : -1;
    }

    private static boolean isNamed(Field field, String name) {
        return field.name().strip().equalsIgnoreCase(name);
    }

    private static Field field(String name, String value) {
        return new Field(name, name + ": " + value + "\r\n");
    }

    /** Printable ASCII but the colon (RFC 5322 §2.2), and the blanks before it that the obsolete syntax has. */
    private static int nameLength(String line) {
        int colon = line.indexOf(':');
        return colon > 0 && line.substring(0, colon).matches("[!-9;-~]+[ \t]*") ? colon : 0;
    }

    private static boolean isFolded(String line) {
        return line.charAt(0) == ' ' || line.charAt(0) == '\t';
    }

    private static String line(InputStream in, int most) throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (line.length() >= most) {
                throw new IOException("The header section has more than " + LONGEST_SECTION + " bytes");
            }
            line.append((char) octet);
            if (octet == '\n') {
                break;
            }
        }
        return line.toString();
    }
}
