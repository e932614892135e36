package dev.postern.attempt;

import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Delivered;
import dev.postern.attempt.AttemptOutcome.Failed;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Phase;
import java.util.Collection;

/** What an outcome says of the destination's servers, whatever the message. */
public enum Reachability {
    /** One of them judged the message, on the agreed terms. */
    REACHED,
    /** None could be spoken to on the agreed terms. */
    UNREACHABLE,
    /** Nothing: it was our fault, or may have been the message's. */
    UNKNOWN;

    /** Said by a server that closes (RFC 5321 §3.8). */
    private static final String CLOSING = "421";

    /** Of an attempt as a whole: unreachable only if nobody was reached for any recipient. */
    public static Reachability of(Collection<AttemptOutcome> outcomes) {
        if (outcomes.stream().anyMatch(outcome -> of(outcome) == REACHED)) {
            return REACHED;
        }
        return !outcomes.isEmpty() && outcomes.stream().allMatch(outcome -> of(outcome) == UNREACHABLE)
                ? UNREACHABLE
                : UNKNOWN;
    }

    private static Reachability of(AttemptOutcome outcome) {
        if (outcome instanceof Delivered) {
            return REACHED;
        }
        if (outcome instanceof Failed failed) {
            return failed.cause().replied() ? REACHED : UNKNOWN;
        }
        return of((Deferred) outcome);
    }

    private static Reachability of(Deferred deferred) {
        Cause cause = deferred.cause();
        if (cause.tls().isPresent() || cause.trouble() == FailureKind.AUTHENTICATION) {
            return UNREACHABLE;
        }
        boolean named = deferred.evidence().times().containsKey(Phase.ENVELOPE);
        if (cause.replied()) {
            return named && !cause.reason().startsWith(CLOSING) ? REACHED : UNREACHABLE;
        }
        // A conversation that broke off after the message was named may have done so over this very message.
        return cause.status().startsWith("4.") && !named ? UNREACHABLE : UNKNOWN;
    }
}
