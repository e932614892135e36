package dev.postern.delivery;

import dev.postern.lanes.LaneLimits;
import dev.postern.lanes.Lanes;
import dev.postern.lanes.Moves;
import dev.postern.thread.DaemonThreads;
import dev.postern.thread.Faults;
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
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * The messages that wait to leave, and the threads that take them out. A message leaves the queue only when it is settled:
 * whatever fails puts it back, after a wait. Safe for any thread.
 */
final class OutgoingQueue {
    private static final Logger LOGGER = LoggerFactory.getLogger(OutgoingQueue.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration AFTER_A_FAULT = Duration.ofMinutes(5);
    private static final Duration AFTER_A_QUEUE_FAULT = Duration.ofSeconds(1);

    private static final String TAKING = "Taking messages from the outgoing queue";
    private static final long LOOK_MILLIS = 250;

    /** What is done with each message. */
    interface Work {
        /** Whether it is tried now. Must not take long: nothing else leaves the queue meanwhile. */
        Turn turn(Mail mail) throws MessagingException;

        /** The same for a message that was told so before and had to wait since; it is no probe. */
        Turn stillHeld(Mail mail, Destination destination) throws MessagingException;

        /**
         * Tries to deliver the message once.
         *
         * @param entrance is asked, once the servers are known, before any of them is spoken to
         */
        Ended attempt(Mail mail, Entrance entrance) throws MessagingException;

        /** A message that was to be tried now goes back into the queue untried. */
        void notTried(Destination destination);

        /**
         * What becomes of that message, whose servers are busy with others until then: it comes again, or its time is over. Must
         * not take long.
         */
        Turn crowded(Mail mail, Instant until) throws MessagingException;

        /** The same as {@link #attempt} for a message at which something failed unexpectedly. */
        Optional<Duration> fault(Mail mail, Throwable fault) throws MessagingException;
    }

    /** Whether servers are busy with other messages. */
    @FunctionalInterface
    interface Entrance {
        /** Returns empty if the message may go on to servers of these owners; else when it may ask again. */
        Optional<Instant> closedUntil(Set<String> owners);

        /**
         * The servers rejected the connection, as they do when there are too many.
         *
         * @return when the message may ask again; empty if no other message is under way to them
         */
        default Optional<Instant> tooMany() {
            return Optional.empty();
        }
    }

    /** How an attempt ended. */
    sealed interface Ended {
        /**
         * The servers were spoken to.
         *
         * @param left how long what is left in the mail is to wait; empty if all is settled
         * @param answered whether a server answered
         */
        record Tried(Optional<Duration> left, boolean answered) implements Ended {}

        /** Its servers are busy: it comes again at that time, untried. */
        record Crowded(Instant until) implements Ended {}
    }

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
    private final Work work;
    private final Clock clock;
    private final Lanes<Item> lanes;
    private final Workers workers;
    private final Scheduler taker = Schedulers.newSingle("outgoing-taker", true);
    private volatile Taking taking = new Taking();
    private final Disposable looking;
    private final FlushRequests flushes = new FlushRequests(this::makeDue);
    private final Requeueing requeues;
    private volatile boolean closed;
    private volatile AttemptWitness witness = AttemptWitness.NONE;
    private volatile Aside aside = mail -> {};

    /** @param concurrency how many messages are under way at once, beside slow ones; {@link LaneLimits} has the rest */
    OutgoingQueue(MailQueue queue, int concurrency, Work work, Clock clock) {
        this(queue, concurrency, work, clock, DaemonThreads.named("outgoing"));
    }

    OutgoingQueue(MailQueue queue, int concurrency, Work work, Clock clock, ThreadFactory threads) {
        this.queue = queue;
        this.requeues = new Requeueing(queue, clock);
        this.work = work;
        this.clock = clock;
        LaneLimits limits = LaneLimits.of(concurrency);
        this.lanes = new Lanes<>(limits);
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
        subscribe(taking);
    }

    private void subscribe(Taking subscriber) {
        Flux.defer(() -> Flux.from(queue.deQueue()).doOnSubscribe(any -> Faults.works(this)))
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, AFTER_A_QUEUE_FAULT)
                        .doBeforeRetry(fault -> Faults.failed(this, TAKING, fault.failure())))
                .subscribeOn(taker)
                .subscribe(subscriber);
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
     * Work#turn} then says what is tried.
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
        taking.cancel();
        looking.dispose();
        flushes.close();
        Faults.works(this);
        taker.dispose();
        workers.close();
        try {
            if (!workers.await(DRAIN)) {
                LOGGER.warn(
                        "{} deliveries are cut off; they are made again if the queue is durable", workers.underWay());
            }
            queue.close();
        } catch (IOException e) {
            LOGGER.warn("the outgoing queue did not close cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks the queue for as many messages as there is work for. */
    private final class Taking extends BaseSubscriber<MailQueueItem> {
        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            follow(lanes.begin());
        }

        @Override
        protected void hookOnNext(MailQueueItem item) {
            try {
                taken(item);
                Faults.works(OutgoingQueue.this);
            } catch (RuntimeException | Error e) { // it would end the subscription; the message stays in the queue
                Faults.failed(OutgoingQueue.this, TAKING, e);
                follow(lanes.skipped());
            }
        }

        @Override
        protected void hookOnError(Throwable error) {
            Faults.failed(OutgoingQueue.this, TAKING, error);
            var unused = Schedulers.boundedElastic()
                    .schedule(
                            OutgoingQueue.this::subscribeAgain, AFTER_A_QUEUE_FAULT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void subscribeAgain() {
        if (!closed) {
            taking = new Taking();
            subscribe(taking);
        }
    }

    private void taken(MailQueueItem item) {
        Turn turn;
        try {
            turn = work.turn(item.getMail());
        } catch (Exception | Error e) { // no fault may end the taking
            requeues.settle(item, afterFault(item.getMail(), e), true);
            follow(lanes.skipped());
            return;
        }
        if (turn instanceof Turn.Now now) {
            Destination to = now.destination();
            follow(lanes.arrived(new Item(item, to), to.lane(), to.owners(), to.configured(), clock.instant()));
        } else {
            requeues.settle(item, wait(turn), false);
            follow(lanes.skipped());
        }
    }

    /** Does what the lanes say. */
    private void follow(Moves<Item> moves) {
        moves.start().forEach(this::start);
        if (moves.request() > 0) {
            taking.request(moves.request());
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
    private static Optional<Duration> wait(Turn turn) {
        return turn instanceof Turn.Later later ? Optional.of(later.after()) : Optional.empty();
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
            Turn turn = work.stillHeld(mail, item.destination());
            if (turn instanceof Turn.Now) {
                Ended ended = attempt(mail, entrance(item));
                if (ended instanceof Ended.Crowded crowded) {
                    later(item, crowded.until());
                    return false;
                }
                tried = true;
                answered = ((Ended.Tried) ended).answered();
                wait = ((Ended.Tried) ended).left();
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

    private Entrance entrance(Item item) {
        return new Entrance() {
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

    private Ended attempt(Mail mail, Entrance entrance) throws MessagingException {
        String name = mail.getName(); // whatever becomes of the mail
        try {
            if (witness.begin(name)) {
                return work.attempt(mail, entrance);
            }
            aside.put(mail);
            return new Ended.Tried(Optional.empty(), false);
        } finally {
            witness.end(name);
        }
    }

    private Optional<Duration> afterFault(Mail mail, Throwable fault) {
        LOGGER.error("delivering {} failed unexpectedly", mail.getName(), fault);
        try {
            return work.fault(mail, fault);
        } catch (Exception | Error e) {
            LOGGER.error("what becomes of {} could not be told; it stays in the queue", mail.getName(), e);
            return Optional.of(AFTER_A_FAULT);
        }
    }
}
