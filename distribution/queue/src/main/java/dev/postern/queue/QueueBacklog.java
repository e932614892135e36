package dev.postern.queue;

import dev.postern.broker.BrokerQueues;
import dev.postern.broker.BrokerSessions;
import dev.postern.broker.QueueNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.queue.api.MailQueueName;

/**
 * Reads for which domains messages are queued, and since when. The broker counts: no message leaves it for this, but
 * it looks at each, and has to read those that are on disk only. Safe for any thread.
 */
public final class QueueBacklog {
    private final BrokerQueues queues;

    /**
     * Messages of one queue to one domain.
     *
     * @param domain of the first recipient, in lower case
     * @param oldest since when the oldest of them waits, to the minute; attempts do not change it
     */
    public record Waiting(String queue, String domain, long count, Instant oldest) {}

    public QueueBacklog(BrokerSessions sessions) {
        this.queues = new BrokerQueues(sessions);
    }

    /** Returns all queued messages, counted by queue and domain. A queue and a domain may come several times. */
    public List<Waiting> read() throws ActiveMQException {
        List<Waiting> all = new ArrayList<>();
        for (Map.Entry<String, Long> queue : queues.counts(QueueNames::isOurs).entrySet()) {
            String name = queue.getKey();
            Optional<MailQueueName> ours =
                    QueueNames.queue(name).or(() -> QueueNames.slot(name).map(QueueNames.Slot::queue));
            if (ours.isPresent() && queue.getValue() > 0) {
                String mailQueue = ours.get().asString();
                queues.countsBy(name, QueuedMail.WAITS)
                        .forEach((waits, count) -> all.add(waiting(mailQueue, waits, count)));
            }
        }
        return all;
    }

    /** Converts a count of messages with that value of {@link QueuedMail#WAITS}. */
    static Waiting waiting(String queue, String waits, long count) {
        int blank = waits.indexOf(' ');
        return blank < 0
                ? new Waiting(queue, QueuedMail.waitsFor(waits), count, Instant.EPOCH)
                : new Waiting(
                        queue,
                        QueuedMail.waitsFor(waits),
                        count,
                        Instant.ofEpochMilli(Long.parseLong(waits.substring(blank + 1)) * QueuedMail.MINUTE));
    }
}
