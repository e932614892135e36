package dev.postern.server;

import dev.postern.queue.ArtemisMailQueue;
import dev.postern.queue.ArtemisMailQueueFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.inject.Inject;
import org.apache.james.queue.api.MailQueue.MailQueueException;

/** What the queues still hold. */
final class QueueDrain {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    /** A message may pass from a queue that was not looked at yet to one that was, but hardly twice in a row. */
    private static final int QUIET_LOOKS = 3;

    private final ArtemisMailQueueFactory queues;
    private final Clock clock;

    @Inject
    QueueDrain(ArtemisMailQueueFactory queues, Clock clock) {
        this.queues = queues;
        this.clock = clock;
    }

    /** How many messages all queues hold, those under way included. */
    long size() throws MailQueueException {
        return sum(ArtemisMailQueue::getSize);
    }

    /** Waits until nothing is under way or due, at most that long. What waits for a later attempt is not waited for. */
    void awaitQuiet(Duration longest) throws MailQueueException, InterruptedException {
        Instant end = clock.instant().plus(longest);
        int quiet = 0;
        while (quiet < QUIET_LOOKS && clock.instant().isBefore(end)) {
            quiet = sum(ArtemisMailQueue::due) == 0 ? quiet + 1 : 0;
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    private interface Count {
        long of(ArtemisMailQueue queue) throws MailQueueException;
    }

    private long sum(Count count) throws MailQueueException {
        long sum = 0;
        for (var name : queues.listCreatedMailQueues()) {
            sum += count.of(queues.createQueue(name));
        }
        return sum;
    }
}
