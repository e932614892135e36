package dev.postern.storage;

import com.google.common.hash.Hashing;
import java.util.Locale;
import java.util.Optional;

/**
 * A message's name as the beginning of a file name: itself, where it is of letters, digits and harmless signs, as James's
 * own names are. Every other character stands as {@code %} and four hexadecimal digits, so that no name leads out of a
 * directory, hides a file, or falls together with another. A name that is too long for a file is cut, and a digest of
 * the whole put behind it.
 */
final class SafeFileName {
    private static final int LONGEST = 180;
    private static final int HEAD = 100;

    private SafeFileName() {}

    static String of(String name) {
        StringBuilder safe = new StringBuilder();
        for (int at = 0; at < name.length(); at++) {
            char c = name.charAt(at);
            if (isHarmless(c) && !(c == '.' && at == 0)) {
                safe.append(c);
            } else {
                safe.append(String.format(Locale.ROOT, "%%%04x", (int) c));
            }
        }
        if (safe.length() <= LONGEST) {
            return safe.toString();
        }
        // '~' is in no name that was not cut.
        return safe.substring(0, HEAD) + "~" + Hashing.sha256().hashUnencodedChars(name);
    }

    /** Returns the original name; empty if it was cut. */
    static Optional<String> nameOf(String fileName) {
        if (fileName.indexOf('~') >= 0) {
            return Optional.empty();
        }
        StringBuilder name = new StringBuilder();
        for (int at = 0; at < fileName.length(); at++) {
            char c = fileName.charAt(at);
            if (c == '%' && at + 4 < fileName.length()) {
                name.append((char) Integer.parseInt(fileName, at + 1, at + 5, 16));
                at += 4;
            } else {
                name.append(c);
            }
        }
        return Optional.of(name.toString());
    }

    private static boolean isHarmless(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-_.!".indexOf(c) >= 0;
    }
}
