package dev.postern.token;

import dev.postern.api.Role;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A named token, as it is stored.
 *
 * @param name unique
 * @param sha256 of its secret, in hexadecimal digits
 * @param added when it was made
 */
public record Token(String name, Role role, String sha256, Instant added) {
    /** Tells what a name looks like. */
    public static final String NAMES =
            "Invalid name; use up to 63 lower-case letters, digits, dots, hyphens and underscores, a letter or digit first.";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    public Token {
        if (!isName(name)) {
            throw new IllegalArgumentException("invalid name of a token");
        }
        if (!DIGEST.matcher(sha256).matches()) {
            throw new IllegalArgumentException("invalid SHA-256 of token " + name);
        }
    }

    /** Returns whether a token may have that name: up to 63 lower-case letters, digits, dots, hyphens and underscores. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
