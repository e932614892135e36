package dev.postern.sender;

import java.io.ByteArrayOutputStream;

/** Base64 as the most lenient reader decodes it: other characters are skipped, padding may be absent or stand anywhere. */
final class Base64Text {
    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int BITS = 6;
    private static final int LOW_BITS = (1 << 16) - 1;

    private Base64Text() {}

    static boolean isDigit(char character) {
        return DIGITS.indexOf(character) >= 0;
    }

    static byte[] decode(String text) {
        var octets = new ByteArrayOutputStream();
        int bits = 0;
        int pending = 0;
        for (int at = 0; at < text.length(); at++) {
            int digit = DIGITS.indexOf(text.charAt(at));
            if (text.charAt(at) == '=') {
                pending = 0;
            } else if (digit >= 0) {
                bits = ((bits << BITS) | digit) & LOW_BITS;
                pending += BITS;
                if (pending >= Byte.SIZE) {
                    pending -= Byte.SIZE;
                    octets.write(bits >> pending);
                }
            }
        }
        return octets.toByteArray();
    }
}
