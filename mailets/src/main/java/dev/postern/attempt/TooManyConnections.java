package dev.postern.attempt;

import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.smtpclient.Phase;
import java.util.Collection;

/** Tells whether the servers may have rejected a connection because there were too many. */
public final class TooManyConnections {
    private TooManyConnections() {}

    /** Returns true if all that came of an attempt is a 4xx in the greeting or to EHLO, before the message was named to anybody. */
    public static boolean isSaidBy(Collection<AttemptOutcome> outcomes) {
        return !outcomes.isEmpty() && outcomes.stream().allMatch(TooManyConnections::isRejected);
    }

    private static boolean isRejected(AttemptOutcome outcome) {
        return outcome instanceof Deferred deferred
                && deferred.cause().replied()
                && deferred.cause().reason().startsWith("4")
                && !deferred.evidence().times().containsKey(Phase.ENVELOPE);
    }
}
