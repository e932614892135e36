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

/** Counts the messages of each mail queue without reading any of them. Safe for any thread. */
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

    /** Returns the counts of all queues by name, empty ones included. */
    public SortedMap<String, Count> read() throws ActiveMQException {
        SortedMap<String, Count> counts = new TreeMap<>();
        for (Map.Entry<String, Long> queue : queues.counts(QueueNames::isOurs).entrySet()) {
            QueueNames.queue(queue.getKey()).ifPresent(name -> add(counts, name, new Count(queue.getValue(), 0)));
            QueueNames.slot(queue.getKey())
                    .ifPresent(slot -> add(counts, slot.queue(), new Count(0, queue.getValue())));
        }
        return counts;
    }

    /** Returns the number of messages in all queues. */
    public long total() throws ActiveMQException {
        return read().values().stream().mapToLong(Count::all).sum();
    }

    /**
     * Returns why the broker accepts no messages although it answers: its disk is fuller than {@code max-disk-usage}.
     */
    public Optional<String> fullDisk() throws ActiveMQException {
        return queues.fullDisk();
    }

    private static void add(Map<String, Count> counts, MailQueueName name, Count count) {
        counts.merge(name.asString(), count, Count::plus);
    }
}
