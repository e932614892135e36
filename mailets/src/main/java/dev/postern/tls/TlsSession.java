package dev.postern.tls;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The negotiated facts of one connection. Immutable: read once from the very socket, after its handshake. */
public sealed interface TlsSession {
    /** Suites that authenticate and do not encrypt: those with a NULL cipher, and those of RFC 9150. */
    Pattern NO_ENCRYPTION = Pattern.compile("_NULL_|^TLS_SHA[0-9]+_SHA[0-9]+$");

    /** No TLS. */
    record Clear() implements TlsSession {}

    /**
     * TLS.
     *
     * @param version what was negotiated
     * @param cipherSuite the suite's IANA name
     * @param peerChain what the peer presented, its own certificate first; empty if it presented none
     * @param staple what it presented beside its certificate to say that it was not revoked
     */
    record Encrypted(
            TlsVersion version, String cipherSuite, List<X509Certificate> peerChain, Optional<OcspStaple> staple)
            implements TlsSession {
        public Encrypted {
            peerChain = List.copyOf(peerChain);
        }

        /** Without a staple. */
        public Encrypted(TlsVersion version, String cipherSuite, List<X509Certificate> peerChain) {
            this(version, cipherSuite, peerChain, Optional.empty());
        }

        public Optional<X509Certificate> peerCertificate() {
            return peerChain.stream().findFirst();
        }
    }

    /**
     * Reads the negotiated facts. A session whose handshake has not finished is {@link Clear}: JSSE then says protocol
     * {@code NONE} and suite {@code SSL_NULL_WITH_NULL_NULL}, and nothing read so far came encrypted. An unknown
     * protocol is {@link Clear} as well: what cannot be read refuses.
     */
    static TlsSession of(Optional<SSLSession> session) {
        return session.flatMap(TlsSession::encrypted).orElseGet(Clear::new);
    }

    private static Optional<TlsSession> encrypted(SSLSession session) {
        if (NO_ENCRYPTION.matcher(session.getCipherSuite()).find()) {
            return Optional.empty();
        }
        return TlsVersion.of(session.getProtocol())
                .map(version -> new Encrypted(version, session.getCipherSuite(), peerChain(session), staple(session)));
    }

    /** The first one is about the peer's own certificate (RFC 8446 §4.4.2.1). */
    private static Optional<OcspStaple> staple(SSLSession session) {
        try {
            return session instanceof ExtendedSSLSession extended
                    ? extended.getStatusResponses().stream()
                            .filter(der -> der.length > 0)
                            .findFirst()
                            .map(OcspStaple::new)
                    : Optional.empty();
        } catch (UnsupportedOperationException e) {
            return Optional.empty(); // not a session of the JVM's own provider
        }
    }

    private static List<X509Certificate> peerChain(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return Stream.of(chain)
                    .takeWhile(
                            X509Certificate.class::isInstance) // so that what follows never passes for the peer's own
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            return List.of(); // the peer presented no certificate
        }
    }
}
