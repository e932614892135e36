package dev.postern.delivery;

import dev.postern.delivery.AttemptOutcome.Deferred;
import dev.postern.delivery.AttemptOutcome.Delivered;
import dev.postern.delivery.AttemptOutcome.Failed;
import dev.postern.tls.TlsSession;
import java.util.Collection;

/** What an outcome says of the destination's servers, whatever the message. */
enum Reach {
    /** One of them judged the message, on the agreed terms. */
    REACHED,
    /** None could be spoken to on the agreed terms. */
    UNREACHABLE,
    /** Nothing: it was our fault, or may have been the message's. */
    UNKNOWN;

    /** Of an attempt as a whole: unreachable only if nobody was reached for any recipient. */
    static Reach of(Collection<AttemptOutcome> outcomes) {
        if (outcomes.stream().anyMatch(outcome -> of(outcome) == REACHED)) {
            return REACHED;
        }
        return !outcomes.isEmpty() && outcomes.stream().allMatch(outcome -> of(outcome) == UNREACHABLE)
                ? UNREACHABLE
                : UNKNOWN;
    }

    private static Reach of(AttemptOutcome outcome) {
        if (outcome instanceof Delivered) {
            return REACHED;
        }
        if (outcome instanceof Failed failed) {
            return failed.cause().replied() ? REACHED : UNKNOWN;
        }
        return of((Deferred) outcome);
    }

    private static Reach of(Deferred deferred) {
        Cause cause = deferred.cause();
        if (cause.tls().isPresent()) {
            return UNREACHABLE;
        }
        if (cause.replied()) {
            return refusesAll(cause.reason()) ? UNREACHABLE : REACHED;
        }
        // A conversation that broke off behind the gate may have done so over this very message.
        boolean beyondTheGate = deferred.session() instanceof TlsSession.Encrypted;
        return cause.status().startsWith("4.") && !beyondTheGate ? UNREACHABLE : UNKNOWN;
    }

    /**
     * 421 is said by a server that closes (RFC 5321 §3.8). A final refusal defers a message only where it was said before the
     * message was named; but for 552, which is about a recipient.
     */
    private static boolean refusesAll(String reply) {
        return reply.startsWith("421") || (reply.startsWith("5") && !reply.startsWith("552"));
    }
}
