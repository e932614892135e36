package dev.postern.dsn;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds how many DSNs to strangers are queued. Those beyond it are dropped: at once for the first, then once a minute, a line in
 * the log says how many. No other message is ever dropped. Safe for any thread.
 */
public final class DsnQuota {
    private static final Logger LOGGER = LoggerFactory.getLogger(DsnQuota.class);
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final long maxMessages;
    private final Clock clock;
    private long dropped;
    private Instant nextLine = Instant.EPOCH;

    public DsnQuota(long maxMessages, Clock clock) {
        this.maxMessages = maxMessages;
        this.clock = clock;
    }

    /**
     * Decides whether a message is dropped, and counts it if so.
     *
     * @param queued how many messages the queue holds now
     */
    public boolean drops(Mail mail, long queued) {
        if (queued < maxMessages
                || Origin.of(mail).filter(Origin.STRANGERS_DSN::equals).isEmpty()) {
            return false;
        }
        count(mail, queued);
        return true;
    }

    private synchronized void count(Mail mail, long queued) {
        dropped++;
        Instant now = clock.instant();
        if (now.isBefore(nextLine)) {
            return;
        }
        nextLine = now.plus(BETWEEN_LINES);
        LOGGER.warn(
                "Dropping DSNs to strangers: dropped={} queued={} max={} latest={} to={}; raise"
                        + " delivery.dsn.maxMessages if these senders are to be told",
                dropped,
                queued,
                maxMessages,
                mail.getName(),
                mail.getRecipients());
        dropped = 0;
    }
}
