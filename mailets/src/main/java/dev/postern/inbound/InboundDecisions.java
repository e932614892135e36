package dev.postern.inbound;

import dev.postern.inbound.InboundVerdict.AsAgreed;
import dev.postern.inbound.InboundVerdict.Violation;
import dev.postern.sender.SenderClaim;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.PeerNames;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsSession.Encrypted;
import dev.postern.tracking.Decision;
import dev.postern.tracking.Decision.Direction;
import dev.postern.tracking.Decision.Outcome;
import dev.postern.tracking.DecisionLog;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;

/** Writes the decisions of the SMTP hooks to the decision log. Safe for any thread. */
public final class InboundDecisions {
    private static final String NOBODY = "none";

    private final DecisionLog log;

    public InboundDecisions(DecisionLog log) {
        this.log = log;
    }

    public void accepted(String message, SenderClaim claim, TlsSession session, AsAgreed verdict) {
        Optional<String> certificate = verdict.matched().or(() -> certificate(session));
        log.write(new Decision(
                Direction.INBOUND,
                message,
                claim.partner().name(),
                verdict.level().word(),
                version(session),
                cipherSuite(session),
                certificate,
                Outcome.ACCEPTED,
                Optional.empty(),
                Optional.empty(),
                fingerprint(session)));
    }

    /** An own server's mail, for which partners' rules do not hold. */
    public void exempt(String message, SenderClaim claim, TlsSession session) {
        log.write(new Decision(
                Direction.INBOUND,
                message,
                claim.partner().name(),
                NOBODY,
                version(session),
                cipherSuite(session),
                certificate(session),
                Outcome.EXEMPT,
                Optional.empty(),
                Optional.of("an own server sent it, and relay.partnersRule is exempt")));
    }

    /** The rule is broken: refused or deferred, or let in because it is only monitored. */
    public void violated(String message, SenderClaim claim, TlsSession session, Violation violation) {
        log.write(new Decision(
                Direction.INBOUND,
                message,
                claim.partner().name(),
                violation.level().word(),
                version(session),
                cipherSuite(session),
                certificate(session),
                claim.partner().isEnforced() ? outcome(violation.reply()) : Outcome.WOULD_REFUSE,
                violation.failure().map(TlsFailure::token),
                Optional.of(violation.reason()),
                fingerprint(session)));
    }

    /** Refused before anybody could say whose mail it is. */
    public void refused(String message, TlsSession session, Reply reply, String reason) {
        log.write(new Decision(
                Direction.INBOUND,
                message,
                NOBODY,
                NOBODY,
                version(session),
                cipherSuite(session),
                certificate(session),
                outcome(reply),
                Optional.empty(),
                Optional.of(reason),
                fingerprint(session)));
    }

    private static Outcome outcome(Reply reply) {
        return reply.isPermanent() ? Outcome.REFUSED : Outcome.DEFERRED;
    }

    private static Optional<String> version(TlsSession session) {
        return session instanceof Encrypted tls ? Optional.of(tls.version().word()) : Optional.empty();
    }

    private static Optional<String> cipherSuite(TlsSession session) {
        return session instanceof Encrypted tls ? Optional.of(tls.cipherSuite()) : Optional.empty();
    }

    /** By it an administrator agrees on the certificate, whatever its names. */
    private static Map<String, String> fingerprint(TlsSession session) {
        Optional<X509Certificate> certificate =
                session instanceof Encrypted tls ? tls.peerCertificate() : Optional.empty();
        return certificate
                .map(shown -> Map.of(
                        "fingerprint",
                        CertificateFingerprint.ofCertificate(shown).toString()))
                .orElse(Map.of());
    }

    /** The first dNSName, or if there is none the fingerprint. */
    private static Optional<String> certificate(TlsSession session) {
        return session instanceof Encrypted tls ? tls.peerCertificate().map(InboundDecisions::name) : Optional.empty();
    }

    private static String name(X509Certificate certificate) {
        return PeerNames.of(certificate).stream()
                .findFirst()
                .orElseGet(
                        () -> CertificateFingerprint.ofCertificate(certificate).toString());
    }
}
