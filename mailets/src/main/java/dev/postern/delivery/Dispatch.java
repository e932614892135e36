package dev.postern.delivery;

import java.time.Duration;

/** Whether a message that the queue gave out is tried now. */
public sealed interface Dispatch {
    /** It is; whoever gets this must make the attempt, or say that there was none. */
    record Now(Destination destination) implements Dispatch {}

    /** Not for that long. */
    record Later(Duration after) implements Dispatch {}

    /** Its time was over: it is settled without another attempt. */
    record Over() implements Dispatch {}
}
