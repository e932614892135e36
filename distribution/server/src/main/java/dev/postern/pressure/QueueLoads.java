package dev.postern.pressure;

import dev.postern.queue.QueueCounts.Count;
import java.util.Map;

/**
 * Counts the messages of each kind of queue, those in hand included. DSNs to strangers, in the queue {@code
 * outgoing-dsn}, count nowhere: strangers cause them, and they must never be the reason to tempfail mail.
 *
 * @param spool accepted, and not yet through the pipeline
 * @param own on their way to the own servers
 * @param partners on their way to partners
 * @param others on their way to everyone else
 */
public record QueueLoads(long spool, long own, long partners, long others) {
    private static final String SPOOL = "spool";
    private static final String OWN = "outgoing-own";
    private static final String PARTNERS = "outgoing-partners";
    private static final String DSN = "outgoing-dsn";

    static final QueueLoads NONE = new QueueLoads(0, 0, 0, 0);

    /** Sorts the queues by their names; queues of other names lead to everyone else. */
    static QueueLoads of(Map<String, Count> counts) {
        QueueLoads loads = NONE;
        for (Map.Entry<String, Count> queue : counts.entrySet()) {
            loads = loads.plus(of(queue.getKey(), queue.getValue().all()));
        }
        return loads;
    }

    private static QueueLoads of(String queue, long count) {
        return switch (queue) {
            case SPOOL -> new QueueLoads(count, 0, 0, 0);
            case OWN -> new QueueLoads(0, count, 0, 0);
            case PARTNERS -> new QueueLoads(0, 0, count, 0);
            case DSN -> NONE;
            default -> new QueueLoads(0, 0, 0, count);
        };
    }

    private QueueLoads plus(QueueLoads more) {
        return new QueueLoads(spool + more.spool, own + more.own, partners + more.partners, others + more.others);
    }

    long all() {
        return spool + own + partners + others;
    }
}
