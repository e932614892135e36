package dev.postern.tls;

import java.util.List;
import javax.net.ssl.SSLParameters;

/**
 * Restricts TLS to cipher suites that give forward secrecy and authenticated encryption, and to handshake signatures without
 * SHA-1 (RFC 9325 §4.2, RFC 9155): what the listener negotiates with every client, and what an outbound connection offers to
 * a server whose TLS a rule asks for.
 */
public final class RecommendedSuites {
    /** Strongest first. */
    private static final List<String> SUITES = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

    private RecommendedSuites() {}

    /** Sets these suites, in their order, and the constraint on signatures. */
    public static void restrict(SSLParameters parameters) {
        parameters.setCipherSuites(SUITES.toArray(new String[0]));
        parameters.setAlgorithmConstraints(new WithoutSha1());
    }
}
