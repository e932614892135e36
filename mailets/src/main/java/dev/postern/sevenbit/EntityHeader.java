package dev.postern.sevenbit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header section of one entity (RFC 2045 §2.4), as it came. Used by one thread. */
final class EntityHeader {
    /** Longer ones are passed on, and their entity with them. */
    private static final int MOST = 128 * 1024;

    private static final Pattern BOUNDARY = Pattern.compile(
            ";\\s*boundary\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s;\"]+))", Pattern.CASE_INSENSITIVE);
    private static final Pattern COMMENT = Pattern.compile("\\([^()]*\\)");
    private static final byte[] LINE_END = {'\r', '\n'};

    /** What {@code Content-Transfer-Encoding} says. */
    enum Encoding {
        /** Nothing, which is {@link #SEVEN_BIT} (RFC 2045 §6.1). */
        ABSENT,
        SEVEN_BIT,
        /** 8bit or binary. */
        EIGHT_BIT,
        /** The octets are not the content themselves, or that is not known. */
        OTHER
    }

    /** What is in the body. */
    enum Kind {
        MULTIPART,
        /** Another message. */
        MESSAGE,
        LEAF,
        /** What is not to be looked into, nor to be changed. */
        OPAQUE
    }

    private final boolean digestPart;
    private final List<byte[]> lines = new ArrayList<>();
    private final List<String> fields = new ArrayList<>();
    private int size;

    /** @param digestPart whether it is a part of a multipart/digest, each of which is a message unless it says otherwise */
    EntityHeader(boolean digestPart) {
        this.digestPart = digestPart;
    }

    /** Adds a line, without its end. */
    void add(byte[] line) {
        lines.add(line);
        size += line.length + LINE_END.length;
        String text = new String(line, StandardCharsets.ISO_8859_1);
        boolean continued = text.startsWith(" ") || text.startsWith("\t");
        if (continued && !fields.isEmpty()) {
            fields.set(fields.size() - 1, fields.get(fields.size() - 1) + text);
        } else {
            fields.add(text);
        }
    }

    /** It is not looked into any more. */
    void giveUp() {
        size = MOST + 1;
    }

    boolean isTooLong() {
        return size > MOST;
    }

    Kind kind() {
        String type = type();
        boolean identity = encoding() != Encoding.OTHER;
        if (isTooLong() || type.equals("multipart/signed") || type.matches("application/(x-)?pkcs7-(mime|signature)")) {
            return Kind.OPAQUE;
        }
        if (type.startsWith("multipart/")) {
            return identity && boundary().isPresent() ? Kind.MULTIPART : Kind.OPAQUE;
        }
        if (type.equals("message/rfc822") || type.equals("message/news")) {
            return identity ? Kind.MESSAGE : Kind.OPAQUE;
        }
        // The others must be 7bit (RFC 2046 §5.2); message/global may have any encoding (RFC 6532 §3.7).
        return type.startsWith("message/") && !type.equals("message/global") ? Kind.OPAQUE : Kind.LEAF;
    }

    boolean isDigest() {
        return type().equals("multipart/digest");
    }

    /** Returns what stands between the parts of a multipart, behind the hyphens. */
    Optional<String> boundary() {
        var matcher = BOUNDARY.matcher(field("content-type").orElse(""));
        if (!matcher.find()) {
            return Optional.empty();
        }
        String boundary = Optional.ofNullable(matcher.group(1))
                .map(quoted -> quoted.replaceAll("\\\\(.)", "$1"))
                .orElseGet(() -> matcher.group(2));
        return Optional.of(boundary.stripTrailing()).filter(text -> !text.isEmpty());
    }

    Encoding encoding() {
        List<Encoding> all = fields.stream()
                .filter(field -> isNamed(field, "content-transfer-encoding"))
                .map(field -> encoding(value(field)))
                .distinct()
                .toList();
        // Several that differ: nobody knows which one a reader believes.
        return all.isEmpty() ? Encoding.ABSENT : all.size() == 1 ? all.get(0) : Encoding.OTHER;
    }

    /** Returns whether a reader would heed {@code Content-Transfer-Encoding} in the header of a message. */
    boolean isMime() {
        return fields.stream()
                .anyMatch(field -> isNamed(field, "mime-version")
                        || isNamed(field, "content-type")
                        || isNamed(field, "content-transfer-encoding"));
    }

    void writeTo(OutputStream out) throws IOException {
        for (byte[] line : lines) {
            out.write(line);
            out.write(LINE_END);
        }
    }

    /** Writes it with that encoding in the place of its own. */
    void writeTo(OutputStream out, String encoding) throws IOException {
        boolean dropped = false;
        for (byte[] line : lines) {
            String text = new String(line, StandardCharsets.ISO_8859_1);
            boolean continued = text.startsWith(" ") || text.startsWith("\t");
            dropped = continued ? dropped : isNamed(text, "content-transfer-encoding");
            if (!dropped) {
                out.write(line);
                out.write(LINE_END);
            }
        }
        out.write(("Content-Transfer-Encoding: " + encoding + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private String type() {
        return field("content-type")
                .map(value -> withoutComments(value).split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse(digestPart ? "message/rfc822" : "text/plain");
    }

    private static Encoding encoding(String value) {
        return switch (withoutComments(value).split(";", 2)[0].strip().toLowerCase(Locale.ROOT)) {
            case "" -> Encoding.ABSENT;
            case "7bit" -> Encoding.SEVEN_BIT;
            case "8bit", "binary" -> Encoding.EIGHT_BIT;
            default -> Encoding.OTHER;
        };
    }

    private static String withoutComments(String value) {
        return COMMENT.matcher(value).replaceAll("").replace("\"", "");
    }

    /** The last one holds, as in Postfix. */
    private Optional<String> field(String name) {
        return fields.stream()
                .filter(field -> isNamed(field, name))
                .map(EntityHeader::value)
                .reduce((first, second) -> second);
    }

    private static boolean isNamed(String field, String name) {
        int colon = field.indexOf(':');
        return colon > 0 && field.substring(0, colon).stripTrailing().equalsIgnoreCase(name);
    }

    private static String value(String field) {
        return field.substring(field.indexOf(':') + 1).strip();
    }
}
