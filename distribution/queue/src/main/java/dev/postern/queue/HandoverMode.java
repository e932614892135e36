package dev.postern.queue;

import java.time.Duration;
import java.util.Locale;

/**
 * How messages go from the spool to the outgoing queues. The gateway uses {@link #ON}; the others are there for {@code ./run bench
 * relay --handover} to compare it with.
 */
public enum HandoverMode {
    /** In memory, and receiving is slowed down to the pace at which messages leave the spool. */
    ON,
    /** In memory if the outgoing queue wants a message at that moment; neither clients nor the pipeline are slowed down. */
    UNPACED,
    /** Each message is written into the outgoing queue and read out of it again; neither clients nor the pipeline are slowed down. */
    OFF;

    /** The Java system property with the name of one of them; the gateway's assembly reads it. */
    public static final String PROPERTY = "postern.handover";

    /** A consumer that keeps up has room for more within that time; writing the message takes longer. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    /** Returns the one with that name, in lower case as {@link #asString()}. */
    public static HandoverMode of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    public String asString() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isInMemory() {
        return this != OFF;
    }

    /** Returns how long the pipeline waits for an outgoing queue that wants nothing at that moment. */
    Duration patience() {
        return this == ON ? PATIENCE : Duration.ZERO;
    }

    SpoolPace pace() {
        return this == ON ? new SpoolPace() : SpoolPace.unlimited();
    }
}
