package dev.postern.delivery;

import dev.postern.lanes.Lanes;
import dev.postern.lanes.Moves;
import dev.postern.thread.DaemonThreads;
import dev.postern.thread.RecurringTask;
import dev.postern.thread.Workers;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * The threads that take messages out of the outgoing queue: one that brings them, and a worker for each that the lanes let run. A
 * message leaves the queue only when it is settled: whatever fails queues it again, after a wait. Safe for any thread.
 */
final class OutgoingQueue {
    private static final Logger LOGGER = LoggerFactory.getLogger(OutgoingQueue.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 250;

    private final MailQueue queue;
    private final Delivery delivery;
    private final Lanes<QueuedMessage> lanes;
    private final Requeueing requeues;
    private final Clock clock;
    private final Workers workers;
    private final QueueIntake intake;
    private final Disposable looking;

    /**
     * @param lanes decide how many messages are under way at once
     * @param requeues closed with this, as is the queue
     */
    OutgoingQueue(MailQueue queue, Delivery delivery, Lanes<QueuedMessage> lanes, Requeueing requeues, Clock clock) {
        this(queue, delivery, lanes, requeues, clock, DaemonThreads.named("outgoing"));
    }

    OutgoingQueue(
            MailQueue queue,
            Delivery delivery,
            Lanes<QueuedMessage> lanes,
            Requeueing requeues,
            Clock clock,
            ThreadFactory threads) {
        this.queue = queue;
        this.delivery = delivery;
        this.lanes = lanes;
        this.requeues = requeues;
        this.clock = clock;
        this.intake = new QueueIntake(queue, this::taken, () -> follow(lanes.skipped()));
        this.workers = new Workers("Starting a thread for outgoing mail", threads); // the lanes bound how many run
        this.looking = Schedulers.boundedElastic()
                .schedulePeriodically(
                        new RecurringTask("Looking for slow deliveries", this::look),
                        LOOK_MILLIS,
                        LOOK_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    /** Starts taking messages out. Called once. */
    void start() {
        intake.start(() -> follow(lanes.begin()));
    }

    private void taken(MailQueueItem item) {
        follow(delivery.arrive(item).map(this::arrived).orElseGet(lanes::skipped));
    }

    private Moves<QueuedMessage> arrived(QueuedMessage message) {
        Destination to = message.destination();
        return lanes.arrived(message, to.lane(), to.owners(), to.configured(), to.bound(), clock.instant());
    }

    /** Does what the lanes say. */
    private void follow(Moves<QueuedMessage> moves) {
        // A message without a thread keeps its place in the lanes; after close it stays in the queue.
        moves.start().forEach(message -> workers.start(() -> work(message)));
        if (moves.request() > 0) {
            intake.request(moves.request());
        }
        moves.later().forEach(later -> delivery.congested(later.work(), later.turn()));
    }

    private void work(QueuedMessage message) {
        boolean answered = false;
        try {
            answered = delivery.deliver(message);
        } finally {
            follow(lanes.finished(message, answered, clock.instant()));
        }
    }

    /** Starts the work that had no thread, and lets slow work yield its place to other work. */
    private void look() {
        workers.startWaiting();
        follow(lanes.look(clock.instant()));
    }

    /** Takes no more messages, and waits a bounded time for those under way. */
    void close() {
        workers.close();
        requeues.close();
        intake.close();
        looking.dispose();
        try {
            if (!workers.await(DRAIN)) {
                LOGGER.warn(
                        "Stopping with deliveries under way, number={}; a durable queue will redeliver their messages",
                        workers.underWay());
            }
            queue.close();
        } catch (IOException e) {
            LOGGER.warn("Could not close the outgoing queue cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
