package dev.postern.sender;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Decodes the encoded words (RFC 2047) of a text, wherever they stand and however broken they are: with blanks or question
 * marks in them, without their end, with a character set that nobody knows. Takes time in proportion to the text.
 */
final class EncodedWords {
    private static final int LONGEST_CHARSET = 64;
    private static final int LONGEST_ENCODING = 8;
    private static final int MOST_LAYERS = 3;

    private final String text;
    private final boolean declaredCharset;
    private final boolean endsAtFirst;

    /** @param octets one char per octet */
    private record Word(String charset, String octets, int end) {}

    private EncodedWords(String text, boolean declaredCharset, boolean endsAtFirst) {
        this.text = text;
        this.declaredCharset = declaredCharset;
        this.endsAtFirst = endsAtFirst;
    }

    /** What the text becomes for different readers, encoded words within encoded words included; without the text itself. */
    static Set<String> readings(String text) {
        Set<String> readings = new LinkedHashSet<>();
        if (text.contains("=?")) {
            for (boolean declared : new boolean[] {true, false}) {
                for (boolean first : new boolean[] {true, false}) {
                    String layer = text;
                    for (int layers = 0; layers < MOST_LAYERS && layer.contains("=?"); layers++) {
                        layer = new EncodedWords(layer, declared, first).decoded();
                        readings.add(layer);
                    }
                }
            }
        }
        if (text.indexOf('=') >= 0) {
            readings.add(OctetReadings.decode(HexText.decode(text)));
        }
        readings.remove(text);
        return readings;
    }

    private String decoded() {
        var plain = new StringBuilder();
        var pending = new ByteArrayOutputStream(); // a character may be split between two words
        String charset = "";
        int at = 0;
        for (int start = text.indexOf("=?"); start >= 0; start = text.indexOf("=?", Math.max(start + 2, at))) {
            Optional<Word> word = wordAt(start);
            if (word.isEmpty()) {
                continue;
            }
            String gap = text.substring(at, start);
            boolean joins = pending.size() > 0 && gap.isBlank(); // RFC 2047 §6.2
            if (!joins || !charset.equals(word.get().charset())) {
                plain.append(text(pending, charset));
                pending.reset();
                plain.append(joins ? "" : gap);
            }
            charset = word.get().charset();
            pending.writeBytes(word.get().octets().getBytes(StandardCharsets.ISO_8859_1));
            at = word.get().end();
        }
        return plain.append(text(pending, charset))
                .append(text, at, text.length())
                .toString();
    }

    private Optional<Word> wordAt(int start) {
        int charsetEnd = text.indexOf('?', start + 2);
        int encodingEnd = charsetEnd < 0 ? -1 : text.indexOf('?', charsetEnd + 1);
        if (encodingEnd < 0 || charsetEnd - start > LONGEST_CHARSET || encodingEnd - charsetEnd > LONGEST_ENCODING) {
            return Optional.empty();
        }
        int end = end(encodingEnd + 1);
        String content = text.substring(encodingEnd + 1, end);
        String charset =
                text.substring(start + 2, charsetEnd).split("\\*", 2)[0].strip(); // RFC 2231 §5
        int next = Math.min(end + 2, text.length());
        return switch (text.substring(charsetEnd + 1, encodingEnd).strip()) {
            case "b", "B" -> Optional.of(new Word(charset, octets(Base64Text.decode(content)), next));
            case "q", "Q" -> Optional.of(new Word(charset, octets(HexText.decode(content)), next));
            default -> Optional.empty();
        };
    }

    /** Where the word's content ends: at the first {@code ?=}, or at the first that is no question mark before a code. */
    private int end(int from) {
        int end = text.indexOf("?=", from);
        while (!endsAtFirst && end >= 0 && HexText.isCode(text, end + 1)) {
            end = text.indexOf("?=", end + 2);
        }
        return end < 0 ? text.length() : end;
    }

    private String text(ByteArrayOutputStream octets, String charset) {
        byte[] bytes = octets.toByteArray();
        if (declaredCharset && Utf7.isName(charset)) {
            return Utf7.decode(new String(bytes, StandardCharsets.ISO_8859_1));
        }
        return declaredCharset
                ? new String(bytes, isSupported(charset) ? Charset.forName(charset) : StandardCharsets.UTF_8)
                : OctetReadings.decode(bytes);
    }

    private static String octets(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static boolean isSupported(String charset) {
        try {
            return Charset.isSupported(charset);
        } catch (IllegalArgumentException e) {
            return false; // illegal or empty
        }
    }
}
