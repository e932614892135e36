package dev.postern.delivery;

import dev.postern.thread.DaemonThreads;
import dev.postern.thread.RecurringTask;
import dev.postern.tls.DnsName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.ManageableMailQueue;

/**
 * Collects requests to flush a queue, and flushes it once for all of them: a flush walks through the whole queue, and after
 * an outage a thousand destinations may answer again within seconds. Each request is part of two flushes: the first does
 * not find messages that are being queued again at that moment. Flushing takes a fifth of the time at most. Safe for any
 * thread.
 */
final class FlushRequests implements AutoCloseable {
    private static final Duration COLLECTING = Duration.ofSeconds(1);
    private static final int REST = 4;

    private final Flush flush;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("outgoing-flush"));
    private final RecurringTask task = new RecurringTask("Flushing the outgoing queue", this::flushCollected);
    private List<Predicate<DnsName>> first = new ArrayList<>();
    private List<Predicate<DnsName>> again = new ArrayList<>();
    private boolean scheduled;

    /** Makes what waits for these domains due. */
    @FunctionalInterface
    interface Flush {
        void of(Predicate<DnsName> domains) throws MailQueueException;
    }

    FlushRequests(Flush flush) {
        this.flush = flush;
    }

    /** Returns requests that make mail in that queue due; all of it, if the queue cannot tell domains apart. */
    static FlushRequests of(MailQueue queue) {
        return new FlushRequests(domains -> makeDue(queue, domains));
    }

    private static void makeDue(MailQueue queue, Predicate<DnsName> domains) throws MailQueueException {
        if (queue instanceof DomainQueue selective) {
            selective.flush(domain -> DnsName.parse(domain).filter(domains).isPresent());
        } else if (queue instanceof ManageableMailQueue manageable) {
            manageable.flush();
        }
    }

    /** Flushes the mail for these domains now, and soon again for messages that are being queued again at this moment. */
    void flush(Predicate<DnsName> domains) throws MailQueueException {
        flush.of(domains);
        add(domains);
    }

    /** Flushes what waits for these domains, soon. Returns at once. */
    synchronized void add(Predicate<DnsName> domains) {
        first.add(domains);
        schedule(COLLECTING);
    }

    private void schedule(Duration delay) {
        if (!scheduled && !timer.isShutdown()) {
            scheduled = true;
            var unused = timer.schedule(this::run, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void run() {
        long began = System.nanoTime();
        task.run();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        synchronized (this) {
            scheduled = false;
            if (!first.isEmpty() || !again.isEmpty()) {
                schedule(COLLECTING.plus(took.multipliedBy(REST)));
            }
        }
    }

    private void flushCollected() throws MailQueueException {
        List<Predicate<DnsName>> twice;
        List<Predicate<DnsName>> once;
        synchronized (this) {
            twice = first;
            once = again;
            again = twice;
            first = new ArrayList<>();
        }
        List<Predicate<DnsName>> now =
                Stream.of(twice, once).flatMap(List::stream).toList();
        boolean done = false;
        try {
            flush.of(domain -> now.stream().anyMatch(domains -> domains.test(domain)));
            done = true;
        } finally {
            if (!done) {
                synchronized (this) { // as before, together with what was asked for meanwhile
                    twice.addAll(first);
                    first = twice;
                    again = once;
                }
            }
        }
    }

    @Override
    public synchronized void close() {
        timer.shutdownNow();
    }
}
