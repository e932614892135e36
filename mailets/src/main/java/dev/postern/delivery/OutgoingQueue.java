package dev.postern.delivery;

import dev.postern.lanes.LaneLimits;
import dev.postern.lanes.Lanes;
import dev.postern.lanes.Moves;
import dev.postern.lanes.Places;
import dev.postern.thread.DaemonThreads;
import dev.postern.thread.RecurringTask;
import dev.postern.thread.Workers;
import dev.postern.tls.DnsName;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.mail.MessagingException;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * The messages that wait to leave, and the threads that take them out. A message leaves the queue only when it is settled:
 * whatever fails puts it back, after a wait. Safe for any thread.
 */
final class OutgoingQueue {
    private static final Logger LOGGER = LoggerFactory.getLogger(OutgoingQueue.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration AFTER_A_FAULT = Duration.ofMinutes(5);
    private static final long LOOK_MILLIS = 250;

    /** Where a message goes that is not attempted again. */
    interface Aside {
        void put(Mail mail) throws MessagingException;
    }

    /** Is told of each attempt from now on; what it does not allow is put aside. */
    void witness(AttemptWitness told, Aside place) {
        aside = place;
        witness = told;
    }

    private record Item(MailQueueItem item, Destination destination) {}

    private final MailQueue queue;
    private final QueueWork work;
    private final Clock clock;
    private final Lanes<Item> lanes;
    private final Workers workers;
    private final QueueIntake intake;
    private final Disposable looking;
    private final FlushRequests flushes = new FlushRequests(this::makeDue);
    private final Requeueing requeues;
    private volatile boolean closed;
    private volatile AttemptWitness witness = AttemptWitness.NONE;
    private volatile Aside aside = mail -> {};

    /**
     * @param concurrency how many messages are under way at once, beside slow ones; {@link LaneLimits} has the rest
     * @param places shared with other queues
     */
    OutgoingQueue(MailQueue queue, int concurrency, QueueWork work, Clock clock, Places places) {
        this(queue, concurrency, work, clock, places, DaemonThreads.named("outgoing"));
    }

    OutgoingQueue(MailQueue queue, int concurrency, QueueWork work, Clock clock, Places places, ThreadFactory threads) {
        this.queue = queue;
        this.requeues = new Requeueing(queue, clock);
        this.work = work;
        this.clock = clock;
        LaneLimits limits = LaneLimits.of(concurrency);
        this.lanes = new Lanes<>(limits, places);
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

    /**
     * Returns when the queue has it. A queue that fails is waited for, for as long as it takes: whatever is given up here
     * would leave the queues for the error repository, or be delivered again to those who have it.
     *
     * @throws MailQueue.MailQueueException if the fault is the message's own, or this is closed meanwhile
     */
    void put(Mail mail, Duration delay) throws MailQueue.MailQueueException {
        requeues.put(mail, delay);
    }

    /**
     * Makes what waits for these domains come out of the queue now, or everything if the queue cannot tell it apart; {@link
     * QueueWork#turn} then says what is tried.
     */
    void flush(Predicate<DnsName> domains) throws MailQueue.MailQueueException {
        makeDue(domains);
        flushes.add(domains); // what was on its way back into the queue at that moment was in nobody's sight
    }

    /** The same soon, together with what else is asked for until then. Returns at once. */
    void flushSoon(Predicate<DnsName> domains) {
        flushes.add(domains);
    }

    private void makeDue(Predicate<DnsName> domains) throws MailQueue.MailQueueException {
        if (queue instanceof DomainQueue selective) {
            selective.flush(domain -> DnsName.parse(domain).filter(domains).isPresent());
        } else if (queue instanceof ManageableMailQueue manageable) {
            manageable.flush();
        }
    }

    /** Takes no more messages, and waits a bounded time for those under way. */
    void close() {
        closed = true;
        requeues.close();
        intake.close();
        looking.dispose();
        flushes.close();
        workers.close();
        try {
            if (!workers.await(DRAIN)) {
                LOGGER.warn(
                        "Stopping with {} deliveries under way; a durable queue will redeliver them",
                        workers.underWay());
            }
            queue.close();
        } catch (IOException e) {
            LOGGER.warn("Could not close the outgoing queue cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void taken(MailQueueItem item) {
        Dispatch turn;
        try {
            turn = work.turn(item.getMail());
        } catch (Exception | Error e) { // no fault may end the taking
            requeues.settle(item, afterFault(item.getMail(), e), true);
            follow(lanes.skipped());
            return;
        }
        if (turn instanceof Dispatch.Now now) {
            Destination to = now.destination();
            follow(lanes.arrived(
                    new Item(item, to), to.lane(), to.owners(), to.configured(), to.bound(), clock.instant()));
        } else {
            requeues.settle(item, wait(turn), false);
            follow(lanes.skipped());
        }
    }

    /** Does what the lanes say. */
    private void follow(Moves<Item> moves) {
        moves.start().forEach(this::start);
        if (moves.request() > 0) {
            intake.request(moves.request());
        }
        moves.later().forEach(later -> later(later.work(), later.turn()));
    }

    private void later(Item item, Instant turn) {
        Mail mail = item.item().getMail();
        work.notTried(item.destination());
        try {
            requeues.settle(item.item(), wait(work.crowded(mail, turn)), false);
        } catch (Exception | Error e) { // no fault may end the taking
            requeues.settle(item.item(), afterFault(mail, e), true);
        }
    }

    /** Empty if the message is settled. */
    private static Optional<Duration> wait(Dispatch turn) {
        return turn instanceof Dispatch.Later later ? Optional.of(later.after()) : Optional.empty();
    }

    private void start(Item item) {
        // Without a thread, its place in the lanes stays its own; after the end it stays in the queue.
        workers.start(() -> workOff(item));
    }

    /** Starts what had no thread, and lets slow work give its place to other work. */
    private void look() {
        workers.startWaiting();
        follow(lanes.look(clock.instant()));
    }

    private void workOff(Item item) {
        if (closed) {
            return; // it stays in the queue
        }
        boolean answered = false;
        try {
            answered = process(item);
        } finally {
            follow(lanes.finished(item, answered, clock.instant()));
        }
    }

    /** Returns whether a server answered. */
    private boolean process(Item item) {
        Mail mail = item.item().getMail();
        Optional<Duration> wait;
        boolean tried = false;
        boolean answered = false;
        try {
            // It may have waited for a worker, and its servers been found to be away meanwhile.
            Dispatch turn = work.stillHeld(mail, item.destination());
            if (turn instanceof Dispatch.Now) {
                QueueWork.Ended ended = attempt(mail, item);
                if (ended instanceof QueueWork.Ended.Crowded crowded) {
                    later(item, crowded.until());
                    return false;
                }
                if (ended instanceof QueueWork.Ended.Postponed postponed) {
                    work.notTried(item.destination());
                    requeues.settle(item.item(), wait(postponed.turn()), false);
                    return false;
                }
                tried = true;
                answered = ((QueueWork.Ended.Tried) ended).answered();
                wait = ((QueueWork.Ended.Tried) ended).left();
            } else {
                wait = wait(turn);
            }
        } catch (Exception | Error e) { // no fault may end the work
            tried = true;
            wait = afterFault(mail, e);
        }
        requeues.settle(item.item(), wait, tried);
        return answered;
    }

    private QueueWork.Entrance entrance(Item item) {
        return new QueueWork.Entrance() {
            @Override
            public Optional<Instant> closedUntil(Set<String> owners) {
                return lanes.entering(item, owners, clock.instant());
            }

            @Override
            public Optional<Instant> tooMany() {
                return lanes.tooMany(item, clock.instant());
            }
        };
    }

    private QueueWork.Ended attempt(Mail mail, Item item) throws MessagingException {
        String name = mail.getName(); // whatever becomes of the mail
        try {
            if (witness.begin(name)) {
                return work.attempt(mail, entrance(item));
            }
            aside.put(mail);
            work.notTried(item.destination());
            return new QueueWork.Ended.Tried(Optional.empty(), false);
        } finally {
            witness.end(name);
        }
    }

    private Optional<Duration> afterFault(Mail mail, Throwable fault) {
        LOGGER.error("Delivery of {} failed with an internal error", mail.getName(), fault);
        try {
            return work.fault(mail, fault);
        } catch (Exception | Error e) {
            LOGGER.error("Could not settle {} after an internal error; it stays in the queue", mail.getName(), e);
            return Optional.of(AFTER_A_FAULT);
        }
    }
}
