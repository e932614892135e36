package dev.postern.dsn;

/**
 * The reason in the words of who gave it (RFC 3464 §2.3.6).
 *
 * @param type {@code smtp} for a reply of the remote server, {@code x-postern} for our own words
 */
public record Diagnostic(String type, String text) {
    public static Diagnostic smtp(String reply) {
        return new Diagnostic("smtp", reply);
    }

    public static Diagnostic ours(String reason) {
        return new Diagnostic("x-postern", reason);
    }
}
