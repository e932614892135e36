package dev.postern.delivery;

import com.google.common.collect.Lists;
import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Delivered;
import dev.postern.attempt.AttemptOutcome.Failed;
import dev.postern.attempt.Evidence;
import dev.postern.recipient.Recipient;
import dev.postern.route.Route;
import dev.postern.smtpclient.Cause;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.PeerNames;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsSession;
import dev.postern.tracking.Decision;
import dev.postern.tracking.Decision.Outcome;
import dev.postern.tracking.DecisionLog;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/**
 * Writes one decision line per attempt, distinct outcome and twenty recipients: each recipient of a message stands in one of its
 * lines, and no line is longer than a reader can use. Safe for any thread.
 */
final class OutboundLog {
    private static final String NOTHING = "none";
    private static final int RECIPIENTS_IN_A_LINE = 20;

    private final DecisionLog log;

    OutboundLog(DecisionLog log) {
        this.log = log;
    }

    /**
     * Logs the outcome of an attempt. Under monitor mode a line says that enforcing would have refused; if the message was not
     * delivered even so, a second line says why not.
     *
     * @param returned the causes for which recipients are returned to the sender now
     */
    void write(Mail mail, Route route, AttemptResult result, Set<Cause> returned) {
        Map<Decision, List<String>> lines = new LinkedHashMap<>();
        result.outcomes().forEach((recipient, outcome) -> {
            Optional<Deferred> heldBack = Optional.ofNullable(result.heldBack().get(recipient));
            heldBack.ifPresent(enforced -> add(lines, wouldRefuse(mail, route, enforced, outcome), recipient));
            if (heldBack.isEmpty() || !(outcome instanceof Delivered)) {
                add(lines, happened(mail, route, outcome, returned), recipient);
            }
        });
        write(mail, lines);
    }

    private static void add(Map<Decision, List<String>> lines, Decision line, Recipient recipient) {
        lines.computeIfAbsent(line, any -> new ArrayList<>()).add(recipient.toString());
    }

    private void write(Mail mail, Map<Decision, List<String>> lines) {
        String sender = mail.getMaybeSender().asString("<>");
        lines.forEach((line, recipients) ->
                Lists.partition(recipients, RECIPIENTS_IN_A_LINE).forEach(some -> log.write(line.about(sender, some))));
    }

    /** A recipient for whom nothing could be tried. */
    void unroutable(Mail mail, MailAddress recipient, Cause cause) {
        write(
                mail,
                Map.of(
                        line(
                                mail,
                                NOTHING,
                                NOTHING,
                                Evidence.none(),
                                Optional.empty(),
                                Outcome.BOUNCED,
                                cause.tls(),
                                cause.reason(),
                                Optional.empty()),
                        List.of(recipient.asString())));
    }

    private static Decision wouldRefuse(Mail mail, Route route, Deferred enforced, AttemptOutcome outcome) {
        String reason = enforced.cause().reason()
                + (outcome instanceof Delivered delivered ? "; " + taken(delivered) + " all the same" : "");
        Evidence evidence = outcome instanceof Delivered ? outcome.evidence() : enforced.evidence();
        return line(
                mail,
                route.partnerName(),
                wanted(route),
                evidence,
                Optional.empty(),
                Outcome.WOULD_REFUSE,
                enforced.cause().tls(),
                reason,
                reply(outcome));
    }

    private static Decision happened(Mail mail, Route route, AttemptOutcome outcome, Set<Cause> returned) {
        if (outcome instanceof Delivered delivered) {
            return line(
                    mail,
                    route.partnerName(),
                    wanted(route),
                    delivered.evidence(),
                    delivered.matched(),
                    Outcome.DELIVERED,
                    Optional.empty(),
                    taken(delivered),
                    reply(outcome));
        }
        Cause cause = outcome instanceof Failed failed ? failed.cause() : ((Deferred) outcome).cause();
        return line(
                mail,
                route.partnerName(),
                wanted(route),
                outcome.evidence(),
                Optional.empty(),
                returned.contains(cause) ? Outcome.BOUNCED : Outcome.DEFERRED,
                cause.tls(),
                cause.reason(),
                reply(outcome));
    }

    private static Decision line(
            Mail mail,
            String partner,
            String wanted,
            Evidence evidence,
            Optional<String> matched,
            Outcome outcome,
            Optional<TlsFailure> failure,
            String reason,
            Optional<String> reply) {
        Optional<TlsSession.Encrypted> tls = evidence.session() instanceof TlsSession.Encrypted encrypted
                ? Optional.of(encrypted)
                : Optional.empty();
        return new Decision(
                Decision.Direction.OUTBOUND,
                mail.getName(),
                partner,
                wanted,
                tls.map(encrypted -> encrypted.version().word()),
                tls.map(TlsSession.Encrypted::cipherSuite),
                matched.or(
                        () -> tls.flatMap(TlsSession.Encrypted::peerCertificate).map(OutboundLog::name)),
                outcome,
                failure.map(TlsFailure::token),
                Optional.of(reason),
                EvidenceText.of(wanted, evidence, matched, reply));
    }

    private static Optional<String> reply(AttemptOutcome outcome) {
        return outcome instanceof Delivered delivered ? Optional.of(delivered.reply()) : Optional.empty();
    }

    private static String wanted(Route route) {
        return route.policy().tls().level().word();
    }

    private static String taken(Delivered delivered) {
        return "accepted by " + delivered.host();
    }

    /** The first dNSName, or if there is none the fingerprint. */
    private static String name(X509Certificate certificate) {
        return PeerNames.of(certificate).stream()
                .findFirst()
                .orElseGet(
                        () -> CertificateFingerprint.ofCertificate(certificate).toString());
    }
}
