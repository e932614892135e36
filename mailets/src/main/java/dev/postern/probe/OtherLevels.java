package dev.postern.probe;

import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVerdict;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustAnchors;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the levels other than the agreed one would say of a session: nothing is decided by it. */
final class OtherLevels {
    private OtherLevels() {}

    /**
     * Returns the verdict of each other level, the weakest first. Level {@code secure} asks for the default names and for the
     * policy's trust anchors, or the public roots; level {@code fingerprint} for the very key that the server showed.
     */
    static List<TlsVerdict> of(
            ProbeRequest request, TlsSession session, TrustAnchors publicRoots, TlsPolicyEvaluator evaluator) {
        TlsPolicy policy = request.route().policy().tls();
        TlsVersion oldest = policy.oldestVersion().orElse(TlsVersion.TLS_1_2);
        Stream<TlsPolicy> fingerprint = session instanceof TlsSession.Encrypted encrypted
                ? encrypted.peerCertificate().stream()
                        .map(certificate -> new TlsPolicy.Fingerprint(
                                oldest, Set.of(CertificateFingerprint.ofPublicKey(certificate))))
                : Stream.empty();
        TrustAnchors anchors = policy.anchors().orElse(publicRoots);
        return Stream.of(
                        Stream.of(new TlsPolicy.May(), new TlsPolicy.Encrypt(oldest)),
                        fingerprint,
                        Stream.of(new TlsPolicy.Secure(oldest, request.defaultNames(), anchors)))
                .flatMap(some -> some)
                .filter(other -> other.level() != policy.level())
                .map(other -> evaluator.evaluate(other, session))
                .toList();
    }
}
