package dev.postern.tls;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;

/**
 * Restricts TLS to cipher suites that give forward secrecy, and to handshake signatures without SHA-1 (RFC 9325 §4.2, RFC 9155):
 * what the listener negotiates with every client, and what an outbound connection offers to a server whose TLS a rule asks for.
 */
public enum CipherSuites {
    /** With authenticated encryption only. */
    MODERN(ImmutableList.of()),
    /**
     * Also with CBC, behind all others, for peers that have nothing better for an RSA certificate, such as Windows Server 2012 R2
     * and 2016 without updates. JSSE checks their MAC in constant time.
     */
    COMPATIBLE(ImmutableList.of(
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"));

    /** Strongest first. */
    private static final List<String> AUTHENTICATED = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

    private final ImmutableList<String> weaker;

    CipherSuites(ImmutableList<String> weaker) {
        this.weaker = weaker;
    }

    /** Returns the word of the configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether it offers that suite. */
    public boolean offers(String suite) {
        return AUTHENTICATED.contains(suite) || weaker.contains(suite);
    }

    /** Sets these suites, in their order, and the constraint on signatures. */
    public void restrict(SSLParameters parameters) {
        parameters.setCipherSuites(
                Stream.concat(AUTHENTICATED.stream(), weaker.stream()).toArray(String[]::new));
        parameters.setAlgorithmConstraints(new WithoutSha1());
    }
}
