package dev.postern.tracking;

import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.PeerNames;
import dev.postern.tls.TlsSession;
import java.util.Optional;

/** Names the certificate that a peer presented. */
final class CertificateText {
    private CertificateText() {}

    /** Returns its first dNSName, or its fingerprint if it has none. */
    static Optional<String> name(TlsSession.Encrypted tls) {
        return tls.peerCertificate()
                .flatMap(certificate -> PeerNames.of(certificate).stream().findFirst())
                .or(() -> fingerprint(tls));
    }

    /** Returns what an administrator agrees on with a partner, whatever the names. */
    static Optional<String> fingerprint(TlsSession.Encrypted tls) {
        return tls.peerCertificate()
                .map(certificate ->
                        CertificateFingerprint.ofCertificate(certificate).toString());
    }
}
