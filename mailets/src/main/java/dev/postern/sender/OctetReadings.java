package dev.postern.sender;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Octets without a declared character set, or with one that may be wrong: what readers in different places make of them. */
final class OctetReadings {
    /** What mail programs guess, by their language. */
    private static final List<Charset> GUESSED = Stream.of(
                    "windows-1252",
                    "windows-1250",
                    "ISO-8859-2",
                    "windows-1251",
                    "KOI8-R",
                    "KOI8-U",
                    "ISO-8859-5",
                    "windows-1253",
                    "ISO-8859-7",
                    "windows-1254",
                    "ISO-8859-15",
                    "windows-1255",
                    "windows-1256",
                    "windows-1257",
                    "windows-874",
                    "Shift_JIS",
                    "EUC-JP",
                    "GB18030",
                    "Big5",
                    "EUC-KR")
            .filter(Charset::isSupported)
            .map(Charset::forName)
            .toList();

    private static final List<Charset> ESCAPED = Stream.of("ISO-2022-JP", "ISO-2022-KR", "ISO-2022-CN")
            .filter(Charset::isSupported)
            .map(Charset::forName)
            .toList();

    private static final char ESCAPE = 0x1B;
    private static final char SHIFT_OUT = 0x0E;

    private OctetReadings() {}

    /** Decodes UTF-8, or if it is none takes each octet for a character of its own. */
    static String decode(byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }

    /** The text, and if it is octets what they are to a reader that replaces those of them that are no UTF-8. */
    static Set<String> unguessed(String text, boolean isUtf8) {
        Set<String> readings = new LinkedHashSet<>(List.of(text));
        if (!isUtf8) {
            readings.add(new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        }
        return readings;
    }

    /** Readings besides the text itself. */
    static Set<String> of(String text, boolean isUtf8) {
        Set<String> readings = new LinkedHashSet<>();
        if (!isUtf8) {
            byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
            GUESSED.forEach(charset -> readings.add(new String(octets, charset)));
        }
        if (text.indexOf(ESCAPE) >= 0 || text.indexOf(SHIFT_OUT) >= 0) {
            byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
            ESCAPED.forEach(charset -> readings.add(new String(octets, charset)));
        }
        readings.remove(text);
        return readings;
    }
}
