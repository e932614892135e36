package dev.postern.delivery;

import dev.postern.tls.PeerNames;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsSession;
import dev.postern.tracking.Decision;
import dev.postern.tracking.Decision.Outcome;
import dev.postern.tracking.DecisionLog;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/** Writes one decision line per attempt and distinct outcome. */
final class OutboundLog {
    private final DecisionLog log;

    OutboundLog(DecisionLog log) {
        this.log = log;
    }

    /** @param givenUp the causes for which recipients are returned to the sender now */
    void write(Mail mail, Route route, Map<MailAddress, AttemptOutcome> outcomes, Set<Cause> givenUp) {
        new LinkedHashSet<>(outcomes.values()).forEach(outcome -> log.write(decision(mail, route, outcome, givenUp)));
    }

    private static Decision decision(Mail mail, Route route, AttemptOutcome outcome, Set<Cause> givenUp) {
        Optional<Cause> cause = cause(outcome);
        Outcome word = cause.map(why -> givenUp.contains(why) ? Outcome.BOUNCED : Outcome.DEFERRED)
                .orElse(Outcome.DELIVERED);
        Optional<TlsSession.Encrypted> tls =
                outcome.session() instanceof TlsSession.Encrypted encrypted ? Optional.of(encrypted) : Optional.empty();
        return new Decision(
                Decision.Direction.OUTBOUND,
                mail.getName(),
                route.partnerName(),
                route.policy().tls().level().word(),
                tls.map(session -> session.version().word()),
                tls.map(TlsSession.Encrypted::cipherSuite),
                tls.flatMap(TlsSession.Encrypted::peerCertificate).map(certificate -> {
                    var names = PeerNames.of(certificate);
                    return names.isEmpty()
                            ? certificate.getSubjectX500Principal().getName()
                            : String.join(",", names);
                }),
                word,
                cause.flatMap(Cause::tls).map(TlsFailure::token),
                cause.map(Cause::reason).or(() -> delivered(outcome)));
    }

    private static Optional<Cause> cause(AttemptOutcome outcome) {
        if (outcome instanceof AttemptOutcome.Deferred deferred) {
            return Optional.of(deferred.cause());
        }
        return outcome instanceof AttemptOutcome.Failed failed ? Optional.of(failed.cause()) : Optional.empty();
    }

    private static Optional<String> delivered(AttemptOutcome outcome) {
        return outcome instanceof AttemptOutcome.Delivered delivered
                ? Optional.of("taken by " + delivered.host())
                : Optional.empty();
    }
}
