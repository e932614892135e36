package dev.postern.queue;

import dev.postern.broker.BrokerQueues;
import dev.postern.broker.BrokerSessions;
import dev.postern.broker.QueueNames;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.queue.api.MailQueueName;

/** How many messages the broker holds of each mail queue, asked for without looking at any. Safe for any thread. */
public final class QueueCounts {
    private final BrokerQueues queues;

    /**
     * One queue's messages.
     *
     * @param due that wait for nothing but their turn, or are given out
     * @param later that wait for a later time
     */
    public record Count(long due, long later) {
        static final Count NONE = new Count(0, 0);

        public long all() {
            return due + later;
        }

        Count plus(Count other) {
            return new Count(due + other.due, later + other.later);
        }
    }

    public QueueCounts(BrokerSessions sessions) {
        this.queues = new BrokerQueues(sessions);
    }

    /** All queues that there are, by name; some may be empty. */
    public SortedMap<String, Count> read() throws ActiveMQException {
        SortedMap<String, Count> counts = new TreeMap<>();
        for (Map.Entry<String, Long> queue : queues.counts(QueueNames::isOurs).entrySet()) {
            QueueNames.queue(queue.getKey()).ifPresent(name -> add(counts, name, new Count(queue.getValue(), 0)));
            QueueNames.slot(queue.getKey())
                    .ifPresent(slot -> add(counts, slot.queue(), new Count(0, queue.getValue())));
        }
        return counts;
    }

    /** What all of them hold together. */
    public long total() throws ActiveMQException {
        return read().values().stream().mapToLong(Count::all).sum();
    }

    /** Why the broker takes no messages although it answers: its disk is fuller than it is told to let it get. */
    public Optional<String> fullDisk() throws ActiveMQException {
        return queues.fullDisk();
    }

    private static void add(Map<String, Count> counts, MailQueueName name, Count count) {
        counts.merge(name.asString(), count, Count::plus);
    }
}
