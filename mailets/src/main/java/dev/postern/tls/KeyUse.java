package dev.postern.tls;

import java.security.cert.X509Certificate;
import java.util.Optional;

/** How a handshake proves that the peer has its certificate's key. */
enum KeyUse {
    /** The peer signs: every client, TLS 1.3, and what has forward secrecy in TLS 1.2. */
    SIGNATURE(0, "digitalSignature"),
    /** The peer decrypts: {@code TLS_RSA_WITH_…}. */
    ENCIPHERMENT(2, "keyEncipherment"),
    /** The key is one half of a static Diffie-Hellman exchange: {@code TLS_ECDH_…}. */
    AGREEMENT(4, "keyAgreement");

    private final int bit;
    private final String word;

    KeyUse(int bit, String word) {
        this.bit = bit;
        this.word = word;
    }

    /** RFC 8446 §4.4.2.2 and §4.4.2.3, RFC 5246 §7.4.2 and §7.4.6. */
    static KeyUse of(TrustAnchors.Role peer, String cipherSuite) {
        if (peer == TrustAnchors.Role.SERVER && cipherSuite.startsWith("TLS_RSA_WITH_")) {
            return ENCIPHERMENT;
        }
        return peer == TrustAnchors.Role.SERVER && cipherSuite.matches("TLS_(?:EC)?DH_(?:RSA|DSS|ECDSA)_WITH_.*")
                ? AGREEMENT
                : SIGNATURE;
    }

    /** Returns why that certificate's key must not be used so; none if it has no keyUsage (RFC 5280 §4.2.1.3). */
    Optional<String> objection(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return usage == null || usage[bit] ? Optional.empty() : Optional.of("its keyUsage lacks " + word);
    }
}
