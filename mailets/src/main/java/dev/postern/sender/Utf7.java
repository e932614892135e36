package dev.postern.sender;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** UTF-7 (RFC 2152), which the JDK does not know and some mail programs still decode: it hides even an {@code @}. */
final class Utf7 {
    private static final Set<String> NAMES = Set.of("utf-7", "utf7", "unicode-1-1-utf-7", "x-unicode-2-0-utf-7");

    private Utf7() {}

    static boolean isName(String charset) {
        return NAMES.contains(charset.toLowerCase(Locale.ROOT));
    }

    /** Decodes text of US-ASCII characters; others stay as they are. */
    static String decode(String text) {
        var plain = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char character = text.charAt(at++);
            if (character != '+') {
                plain.append(character);
                continue;
            }
            int end = at;
            while (end < text.length() && Base64Text.isDigit(text.charAt(end))) {
                end++;
            }
            plain.append(
                    end == at
                            ? "+"
                            : new String(Base64Text.decode(text.substring(at, end)), StandardCharsets.UTF_16BE));
            at = end < text.length() && text.charAt(end) == '-' ? end + 1 : end;
        }
        return plain.toString();
    }
}
