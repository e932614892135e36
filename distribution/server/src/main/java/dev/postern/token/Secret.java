package dev.postern.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The secret of a token: 256 random bits. SHA-256 is sufficient to store it. A slow hash with a salt protects passwords, of
 * which an attacker can try the likely ones; of 2^256 equally likely secrets nobody can try enough.
 *
 * @param text as it stands behind {@code Bearer}; begins with {@code postern_}, so that scanners for leaked secrets find it
 */
public record Secret(String text) {
    private static final String PREFIX = "postern_";
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Makes a new one. */
    static Secret random() {
        byte[] bits = new byte[BYTES];
        RANDOM.nextBytes(bits);
        return new Secret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /** Returns the SHA-256 of the text, in hexadecimal digits. */
    String digest() {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Compares the digests in a time that does not depend on where they differ. */
    boolean hasDigest(String digest) {
        return MessageDigest.isEqual(
                digest().getBytes(StandardCharsets.US_ASCII), digest.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
