package dev.postern.attempt;

import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.quirks.Extension;
import dev.postern.recipient.Recipient;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The result of one transaction, or of a failed attempt to begin one.
 *
 * @param outcomes one for each recipient that it was for
 * @param again recipients who are to be named again at once, fewer together or without an extension: the message cannot have gone to
 *     them
 * @param accepted how many recipients the server accepted, if it accepts no more in one transaction
 * @param suspects extensions one of which may be why they are to be named again, the most suspicious first
 * @param doubted extensions to leave out the next time, although this attempt is over
 * @param proved extensions by which the message went
 */
record Round(
        Map<Recipient, AttemptOutcome> outcomes,
        Set<Recipient> again,
        Optional<Integer> accepted,
        List<Extension> suspects,
        Set<Extension> doubted,
        Set<Extension> proved) {
    Round {
        outcomes = new LinkedHashMap<>(outcomes);
        again = Set.copyOf(again);
        suspects = List.copyOf(suspects);
        doubted = Set.copyOf(doubted);
        proved = Set.copyOf(proved);
    }

    /** The same came of it for all of them. */
    static Round of(List<Recipient> recipients, AttemptOutcome outcome) {
        Map<Recipient, AttemptOutcome> outcomes = new LinkedHashMap<>();
        recipients.forEach(recipient -> outcomes.put(recipient, outcome));
        return new Round(outcomes, Set.of(), Optional.empty(), List.of(), Set.of(), Set.of());
    }

    /** The same, with the reason on record for which an earlier connection with TLS to the same host failed. */
    Round afterTlsFailure(String reason) {
        Map<Recipient, AttemptOutcome> now = new LinkedHashMap<>();
        outcomes.forEach((recipient, outcome) -> now.put(recipient, outcome.afterTlsFailure(reason)));
        return new Round(now, again, accepted, suspects, doubted, proved);
    }

    /** Returns true if the message went to somebody. */
    boolean isDelivered() {
        return outcomes.values().stream().anyMatch(AttemptOutcome.Delivered.class::isInstance);
    }

    /**
     * Returns the outcome for those whom no transaction has named yet; empty if the server can be asked for them. It can as long
     * as it answers and goes on: a server that closed, that cannot be reached or that may have a message is left.
     */
    Optional<Deferred> ofAllOthers() {
        boolean goesOn = isDelivered() || accepted.isPresent();
        return outcomes.values().stream()
                .filter(Deferred.class::isInstance)
                .map(Deferred.class::cast)
                .filter(deferred -> deferred.cause().mayHaveArrived() || (!goesOn && endsAttempt(deferred.cause())))
                .findFirst()
                .map(Round::ofThoseNotNamed);
    }

    /** To them nothing can have been sent. */
    private static Deferred ofThoseNotNamed(Deferred deferred) {
        String reason = "the server did not confirm the message for other recipients";
        return deferred.cause().mayHaveArrived()
                ? new Deferred(Cause.of(FailureKind.BROKE_OFF, reason), deferred.evidence())
                : deferred;
    }

    private static boolean endsAttempt(Cause cause) {
        return !cause.replied() || cause.reason().startsWith("421");
    }
}
