package dev.postern.sender;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The "Q" encoding (RFC 2047 §4.2) as the most lenient reader decodes it: what is no code stands for itself. */
final class HexText {
    private static final int HEX = 16;

    private HexText() {}

    static boolean isCode(String text, int at) {
        return at + 2 < text.length()
                && text.charAt(at) == '='
                && Character.digit(text.charAt(at + 1), HEX) >= 0
                && Character.digit(text.charAt(at + 2), HEX) >= 0;
    }

    static byte[] decode(String text) {
        var octets = new ByteArrayOutputStream();
        for (int at = 0; at < text.length(); at++) {
            if (isCode(text, at)) {
                octets.write(
                        Character.digit(text.charAt(at + 1), HEX) * HEX + Character.digit(text.charAt(at + 2), HEX));
                at += 2;
            } else {
                String character = text.charAt(at) == '_' ? " " : text.substring(at, at + 1);
                octets.writeBytes(character.getBytes(StandardCharsets.UTF_8));
            }
        }
        return octets.toByteArray();
    }
}
