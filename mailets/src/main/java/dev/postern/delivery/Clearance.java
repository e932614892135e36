package dev.postern.delivery;

import dev.postern.pace.Slot;
import dev.postern.smtpclient.Cause;
import java.time.Duration;
import java.util.Optional;

/**
 * The answer of {@link AdmissionControl} to a message: it goes on to the next step, or not.
 *
 * @param <T> all that the next step needs
 */
sealed interface Clearance<T> {
    /**
     * The message goes on. It may be the probe of its destination: the caller takes the next step, or calls
     * {@link AdmissionControl#congested}.
     */
    record Admitted<T>(T onward) implements Clearance<T> {}

    /** The message is not attempted now. */
    record Declined<T>(Untried why) implements Clearance<T> {}

    /** Why a message is not attempted now; {@link Settlement} decides what becomes of it. */
    sealed interface Untried {}

    /** It left the queue before it is due, as some queues can only flush all messages. It is queued again for that time. */
    record NotDue(Duration delay) implements Untried {}

    /**
     * It is queued again for that time, unless its time is over.
     *
     * @param cause what its sender is told, unless an attempt has shown another
     * @param slot its turn at the rate of its destination, if that is why
     */
    record Deferral(Cause cause, Duration delay, Optional<Slot> slot) implements Untried {
        Deferral(Cause cause, Duration delay) {
            this(cause, delay, Optional.empty());
        }
    }

    /** It was being delivered when the process repeatedly ended. It is never attempted again. */
    record Suspect() implements Untried {}
}
