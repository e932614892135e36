package dev.postern.tls;

import static dev.postern.tls.TlsVerdict.Violation.CERTIFICATE_ABSENT;
import static dev.postern.tls.TlsVerdict.Violation.CERTIFICATE_NOT_AGREED;
import static dev.postern.tls.TlsVerdict.Violation.NOT_ENCRYPTED;
import static dev.postern.tls.TlsVerdict.Violation.VERSION_TOO_OLD;

import dev.postern.tls.TlsSession.Encrypted;
import dev.postern.tls.TlsVerdict.Satisfied;
import dev.postern.tls.TlsVerdict.Violated;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Compares what was negotiated with what was agreed: the only place that does. Pure but for the clock; safe for any
 * thread.
 */
public final class TlsPolicyEvaluator {
    private final Clock clock;
    private final TrustAnchors.Role peer;

    /**
     * @param clock tells the instant at which certificates must be valid
     * @param peer what the other side of the connection is, and so what its certificate must be good for
     */
    public TlsPolicyEvaluator(Clock clock, TrustAnchors.Role peer) {
        this.clock = clock;
        this.peer = peer;
    }

    /** Returns whether mail under that policy may travel over that session. */
    public TlsVerdict evaluate(TlsPolicy policy, TlsSession session) {
        return policy.accept(new Judge(session));
    }

    /**
     * Whether one of the policies allows it. If none does, the verdict is that of the last one, so put the one whose
     * reason says most last.
     *
     * @param alternatives at least one
     */
    public TlsVerdict evaluateAny(List<? extends TlsPolicy> alternatives, TlsSession session) {
        TlsVerdict verdict = evaluate(alternatives.get(0), session);
        for (TlsPolicy policy : alternatives.subList(1, alternatives.size())) {
            if (verdict.isSatisfied()) {
                return verdict;
            }
            verdict = evaluate(policy, session);
        }
        return verdict;
    }

    /** What each kind of policy asks of one session: TLS first, then its version, then the certificate. */
    private final class Judge implements TlsPolicy.Visitor<TlsVerdict> {
        private final TlsSession session;

        Judge(TlsSession session) {
            this.session = session;
        }

        @Override
        public TlsVerdict may(TlsPolicy.May policy) {
            return new Satisfied(policy.level(), Optional.empty());
        }

        @Override
        public TlsVerdict encrypt(TlsPolicy.Encrypt policy) {
            return encrypted(policy, policy.minVersion(), over -> new Satisfied(policy.level(), Optional.empty()));
        }

        @Override
        public TlsVerdict fingerprint(TlsPolicy.Fingerprint policy) {
            return encrypted(policy, policy.minVersion(), over -> agreed(policy, over));
        }

        @Override
        public TlsVerdict secure(TlsPolicy.Secure policy) {
            return encrypted(policy, policy.minVersion(), over -> trusted(policy, over));
        }

        private TlsVerdict encrypted(TlsPolicy policy, TlsVersion minVersion, Function<Encrypted, TlsVerdict> rest) {
            if (session instanceof Encrypted encrypted) {
                return tooOld(policy, minVersion, encrypted).orElseGet(() -> rest.apply(encrypted));
            }
            return new Violated(
                    policy.level(),
                    TlsFailure.STARTTLS_NOT_SUPPORTED,
                    NOT_ENCRYPTED,
                    "the connection is in clear text");
        }
    }

    private static Optional<TlsVerdict> tooOld(TlsPolicy policy, TlsVersion minVersion, Encrypted session) {
        if (session.version().isAtLeast(minVersion)) {
            return Optional.empty();
        }
        return Optional.of(new Violated(
                policy.level(),
                TlsFailure.VALIDATION_FAILURE,
                VERSION_TOO_OLD,
                session.version().word() + " was negotiated, " + minVersion.word() + " or newer is agreed"));
    }

    private static TlsVerdict agreed(TlsPolicy.Fingerprint policy, Encrypted session) {
        if (session.peerCertificate().isEmpty()) {
            return absent(policy);
        }
        X509Certificate certificate = session.peerCertificate().get();
        return policy.fingerprints().stream()
                .filter(agreed -> agreed.matches(certificate))
                .findFirst()
                .<TlsVerdict>map(agreed -> new Satisfied(policy.level(), Optional.of(agreed.toString())))
                .orElseGet(() -> new Violated(
                        policy.level(),
                        TlsFailure.CERTIFICATE_NOT_TRUSTED,
                        CERTIFICATE_NOT_AGREED,
                        "the certificate's fingerprint (" + CertificateFingerprint.ofCertificate(certificate)
                                + ", public key " + CertificateFingerprint.ofPublicKey(certificate)
                                + ") is none of the agreed ones"));
    }

    private TlsVerdict trusted(TlsPolicy.Secure policy, Encrypted session) {
        if (session.peerCertificate().isEmpty()) {
            return absent(policy);
        }
        X509Certificate certificate = session.peerCertificate().get();
        Instant now = clock.instant();
        TrustAnchors anchors = policy.trustAnchors();
        var distrust = anchors.distrust(session.peerChain(), peer, policy.purpose(), now)
                .or(() -> KeyUse.of(peer, session.cipherSuite())
                        .objection(certificate)
                        .or(() -> revoked(anchors, session, certificate, now))
                        .map(reason -> new TrustAnchors.Distrust(TlsFailure.CERTIFICATE_NOT_TRUSTED, reason)));
        if (distrust.isPresent()) {
            return new Violated(
                    policy.level(),
                    distrust.get().failure(),
                    CERTIFICATE_NOT_AGREED,
                    "the certificate " + certificate.getSubjectX500Principal() + " is not trusted: "
                            + distrust.get().reason());
        }
        List<String> names = PeerNames.of(certificate);
        return names.stream()
                .filter(name -> policy.match().stream().anyMatch(match -> match.matches(name)))
                .findFirst()
                .<TlsVerdict>map(name -> new Satisfied(policy.level(), Optional.of(name)))
                .orElseGet(() -> new Violated(
                        policy.level(),
                        TlsFailure.CERTIFICATE_HOST_MISMATCH,
                        CERTIFICATE_NOT_AGREED,
                        "the certificate is for " + (names.isEmpty() ? "no DNS name" : String.join(", ", names))
                                + ", agreed is " + policy.match()));
    }

    /**
     * RFC 7633 §4.2.3.1: a certificate that demands a staple does not count without; its holder has asked for that, so that a
     * thief cannot use it once it is revoked. JSSE's servers cannot ask clients for one.
     */
    private Optional<String> revoked(
            TrustAnchors anchors, Encrypted session, X509Certificate certificate, Instant now) {
        OcspStaple.Statement statement = session.staple()
                .map(staple -> staple.statement(session.peerChain(), anchors.certificates(), now))
                .orElseGet(() -> new OcspStaple.Statement.Nothing("there is no staple"));
        if (statement instanceof OcspStaple.Statement.Withdrawn withdrawn) {
            return Optional.of(withdrawn.reason());
        }
        return peer == TrustAnchors.Role.SERVER
                        && statement instanceof OcspStaple.Statement.Nothing nothing
                        && OcspStaple.isDemandedBy(certificate)
                ? Optional.of("it must come with a stapled OCSP response (RFC 7633), and " + nothing.reason())
                : Optional.empty();
    }

    private static TlsVerdict absent(TlsPolicy policy) {
        return new Violated(
                policy.level(),
                TlsFailure.CERTIFICATE_NOT_TRUSTED,
                CERTIFICATE_ABSENT,
                "the peer presented no certificate");
    }
}
