package dev.postern.sasl;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Chooses by which mechanism we prove who we are: the strongest that the server offers. Safe for any thread. */
public final class SaslMechanisms {
    private static final int NONCE_BYTES = 24;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern DIGEST_OF_SIGNATURE = Pattern.compile("(SHA(?:224|256|384|512))(?:WITH|AND).*");

    private SaslMechanisms() {}

    /**
     * Begins an exchange by the strongest mechanism that both sides have.
     *
     * @param offered names of mechanisms, in capitals
     * @param certificate the one that the server showed on this connection
     * @return empty if the server offers none of ours
     */
    public static Optional<SaslExchange> choose(
            Set<String> offered, Credentials credentials, Optional<X509Certificate> certificate) {
        if (offered.contains("SCRAM-SHA-256-PLUS")) {
            Optional<byte[]> endPoint = certificate.flatMap(SaslMechanisms::endPoint);
            if (endPoint.isPresent()) {
                return Optional.of(new ScramExchange(credentials, endPoint, nonce()));
            }
        }
        if (offered.contains("SCRAM-SHA-256")) {
            return Optional.of(new ScramExchange(credentials, Optional.empty(), nonce()));
        }
        if (offered.contains("PLAIN")) {
            return Optional.of(new PlainExchange(credentials));
        }
        return offered.contains("LOGIN") ? Optional.of(new LoginExchange(credentials)) : Optional.empty();
    }

    /** RFC 5929 §4.1: by the digest of the certificate's signature, SHA-256 in the place of older ones; empty if it has none. */
    private static Optional<byte[]> endPoint(X509Certificate certificate) {
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        var digest = DIGEST_OF_SIGNATURE.matcher(signature);
        boolean old = signature.startsWith("MD5") || signature.startsWith("SHA1");
        if (!old && !digest.matches()) {
            return Optional.empty(); // Ed25519 and the like: the digest is not defined
        }
        String name = old ? "SHA-256" : digest.group(1).replace("SHA", "SHA-");
        try {
            return Optional.of(MessageDigest.getInstance(name).digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static String nonce() {
        byte[] octets = new byte[NONCE_BYTES];
        RANDOM.nextBytes(octets);
        return Base64.getEncoder().withoutPadding().encodeToString(octets);
    }
}
