package dev.postern.delivery;

import java.time.Duration;

/** What becomes of a message that the queue gave out, once it has left the hands of a worker. */
sealed interface Disposition {
    /** Returns whether a server answered. */
    boolean answered();

    /** Nothing in it is left to be delivered. */
    record Settled(boolean answered) implements Disposition {}

    /** An attempt was made, or a fault counted as one: the rest is queued again for that wait. */
    record Retried(Duration delay, boolean answered) implements Disposition {}

    /** No attempt was made: it is queued again for that wait, as if it had not left the queue. */
    record Postponed(Duration delay) implements Disposition {
        @Override
        public boolean answered() {
            return false;
        }
    }
}
