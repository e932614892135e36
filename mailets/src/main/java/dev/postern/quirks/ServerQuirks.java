package dev.postern.quirks;

import java.time.Clock;
import java.time.Duration;

/**
 * Remembers of each server what it does not do although every server should, or although it says that it does. Bounded; safe for
 * any thread.
 *
 * @param <S> a server, compared by {@code equals}
 */
public final class ServerQuirks<S> {
    /** Every server should accept as many (RFC 5321 §4.5.3.1.8). */
    public static final int RECIPIENTS = 100;

    /** Longer than most retries are apart, so that a deferred message is retried with what was learnt. */
    private static final Duration TIME = Duration.ofHours(1);

    private final Remembered<S, Integer> recipients;

    public ServerQuirks(Clock clock) {
        this.recipients = new Remembered<>(clock, TIME);
    }

    /** Returns how many recipients to name in one transaction at most. */
    public int mostRecipients(S server) {
        return recipients.get(server).orElse(RECIPIENTS);
    }

    /**
     * Notes that the server accepted no more recipients in one transaction.
     *
     * @param most at least 1
     */
    public void acceptedOnly(S server, int most) {
        recipients.put(server, Math.min(most, mostRecipients(server)));
    }
}
