package dev.postern.pressure;

import dev.postern.partner.Partners;
import dev.postern.queue.QueueBacklog;
import dev.postern.thread.DaemonThreads;
import dev.postern.thread.RecurringTask;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says each minute what waits, if anything does, and keeps it for whoever asks. Counting takes a twentieth of the time at
 * most: the more there is to look at, the rarer it is looked at. Safe for any thread.
 */
public final class BacklogLog implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger("backlog");
    private static final Duration BETWEEN = Duration.ofMinutes(1);
    private static final int SHARE = 20;

    private final QueueBacklog queues;
    private final Partners partners;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final RecurringTask counting = new RecurringTask("Counting the queued messages", this::look);
    private volatile Optional<Backlog> latest = Optional.empty();

    public BacklogLog(QueueBacklog queues, Partners partners, Clock clock) {
        this(queues, partners, clock, Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("backlog")));
    }

    BacklogLog(QueueBacklog queues, Partners partners, Clock clock, ScheduledExecutorService timer) {
        this.queues = queues;
        this.partners = partners;
        this.clock = clock;
        this.timer = timer;
    }

    /** Looks each minute from now on. */
    public void start() {
        lookIn(BETWEEN);
    }

    /** Returns the latest backlog; empty before the first count. */
    public Optional<Backlog> latest() {
        return latest;
    }

    private void lookIn(Duration wait) {
        var unused = timer.schedule(
                () -> {
                    long begun = System.nanoTime();
                    counting.run();
                    lookIn(restAfter(Duration.ofNanos(System.nanoTime() - begun)));
                },
                wait.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    static Duration restAfter(Duration look) {
        Duration rest = look.multipliedBy(SHARE - 1);
        return rest.compareTo(BETWEEN) > 0 ? rest : BETWEEN;
    }

    void look() {
        try {
            var found = Backlog.of(queues.read(), partners.current(), clock.instant());
            latest = Optional.of(found);
            if (found.count() > 0) {
                LOGGER.info("{}", found.line());
            }
        } catch (ActiveMQException | RuntimeException e) { // the looks must go on
            LOGGER.warn("Could not count the queued messages: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
