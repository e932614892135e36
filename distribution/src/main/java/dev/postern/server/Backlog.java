package dev.postern.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.inject.Inject;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.ManageableMailQueue;

/** What the queues still hold. */
final class Backlog {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final int QUIET_LOOKS = 10;

    private final MailQueueFactory<? extends ManageableMailQueue> queues;
    private final Clock clock;

    @Inject
    Backlog(MailQueueFactory<? extends ManageableMailQueue> queues, Clock clock) {
        this.queues = queues;
        this.clock = clock;
    }

    /** How many messages all queues hold, those under way included. */
    long size() throws MailQueueException {
        long size = 0;
        for (var name : queues.listCreatedMailQueues()) {
            size += queues.createQueue(name).getSize();
        }
        return size;
    }

    /**
     * Waits until nothing is under way or due, at most that long. What waits for a later attempt is not waited for. James's
     * memory queue counts a message neither as waiting nor as under way for a moment between the two, and so one look that
     * finds nothing proves nothing.
     */
    void awaitQuiet(Duration longest) throws MailQueueException, InterruptedException {
        Instant end = clock.instant().plus(longest);
        int quiet = 0;
        while (quiet < QUIET_LOOKS && clock.instant().isBefore(end)) {
            quiet = due() == 0 ? quiet + 1 : 0;
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    private long due() throws MailQueueException {
        long later = 0;
        Instant now = clock.instant();
        for (var name : queues.listCreatedMailQueues()) {
            var items = queues.createQueue(name).browse();
            while (items.hasNext()) {
                var next = items.next().getNextDelivery();
                later += next.filter(time -> time.toInstant().isAfter(now)).isPresent() ? 1 : 0;
            }
            items.close();
        }
        return size() - later;
    }
}
