package dev.postern.inboundtest;

import dev.postern.inbound.InboundCheck;
import dev.postern.inbound.InboundVerdict;
import dev.postern.inbound.InboundVerdict.Violation;
import dev.postern.inbound.Reply;
import dev.postern.partner.InboundPolicy.Identity;
import dev.postern.partner.Partner;
import dev.postern.sender.SenderClaim;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.DnsName;
import dev.postern.tls.PeerNames;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVerdict;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustAnchors;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says of a message whether it kept its partner's rule, and which other rules its connection would satisfy.
 *
 * @param partner whose rule it is
 * @param verdict of the code that the inbound hook asks
 * @param others by the name of the demand: empty if the connection satisfies it, else why not
 */
record Judgment(
        Partner partner, Observation observation, InboundVerdict verdict, Map<String, Optional<String>> others) {

    /** @param domain of the sender, which is the partner's */
    static Judgment of(Partner partner, DnsName domain, Observation observation, InboundCheck check, Clock clock) {
        return new Judgment(
                partner,
                observation,
                check.check(
                        new SenderClaim(partner, domain, Identity.ENVELOPE),
                        observation.client(),
                        observation.session()),
                others(observation.session(), new TlsPolicyEvaluator(clock, TrustAnchors.Role.CLIENT)));
    }

    boolean isKept() {
        return !(verdict instanceof Violation);
    }

    Optional<Violation> violation() {
        return verdict instanceof Violation violation ? Optional.of(violation) : Optional.empty();
    }

    /** Returns the reply of the gateway to such a message, while the rule is enforced. */
    static String line(Reply reply) {
        return reply.code() + " " + reply.status() + " " + reply.text();
    }

    private static Map<String, Optional<String>> others(TlsSession session, TlsPolicyEvaluator evaluator) {
        Map<String, Optional<String>> others = new LinkedHashMap<>();
        others.put("TLS 1.2 or newer", why(evaluator.evaluate(new TlsPolicy.Encrypt(TlsVersion.TLS_1_2), session)));
        others.put("TLS 1.3", why(evaluator.evaluate(new TlsPolicy.Encrypt(TlsVersion.TLS_1_3), session)));
        others.put("a client certificate of a public CA, for a name of its own", ofPublicCa(session, evaluator));
        others.put("a client certificate with an agreed fingerprint", pinned(session, evaluator));
        return others;
    }

    private static Optional<String> ofPublicCa(TlsSession session, TlsPolicyEvaluator evaluator) {
        List<CertificateMatch> names = certificateNames(session);
        if (names.isEmpty() && isWithCertificate(session)) {
            return Optional.of("the certificate is for no DNS name");
        }
        return names.isEmpty()
                ? withoutCertificate(session)
                : why(evaluator.evaluate(
                        new TlsPolicy.Secure(TlsVersion.TLS_1_2, names, TrustAnchors.ofJvm()), session));
    }

    private static Optional<String> pinned(TlsSession session, TlsPolicyEvaluator evaluator) {
        if (session instanceof TlsSession.Encrypted tls && tls.peerCertificate().isPresent()) {
            return why(evaluator.evaluate(
                    new TlsPolicy.Fingerprint(
                            TlsVersion.TLS_1_2,
                            Set.of(CertificateFingerprint.ofPublicKey(
                                    tls.peerCertificate().get()))),
                    session));
        }
        return withoutCertificate(session);
    }

    private static Optional<String> withoutCertificate(TlsSession session) {
        return Optional.of(
                session instanceof TlsSession.Clear
                        ? "the connection is in clear text"
                        : "the peer presented no certificate");
    }

    private static boolean isWithCertificate(TlsSession session) {
        return session instanceof TlsSession.Encrypted tls
                && tls.peerCertificate().isPresent();
    }

    private static List<CertificateMatch> certificateNames(TlsSession session) {
        return session instanceof TlsSession.Encrypted tls
                ? tls.peerCertificate().map(PeerNames::of).orElse(List.of()).stream()
                        .flatMap(name -> CertificateMatch.parse(name).stream())
                        .toList()
                : List.of();
    }

    private static Optional<String> why(TlsVerdict verdict) {
        return verdict instanceof TlsVerdict.Violated violated ? Optional.of(violated.reason()) : Optional.empty();
    }
}
