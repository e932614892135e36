package dev.postern.delivery;

import java.time.Duration;

/** What becomes of a message that the queue gave out, as tests see it. */
public sealed interface Dispatch {
    /** It is attempted now. */
    record Now() implements Dispatch {}

    /** It is queued again, untried, for that long. */
    record Later(Duration after) implements Dispatch {}

    /** Its time was over: it is settled without another attempt. */
    record Over() implements Dispatch {}
}
