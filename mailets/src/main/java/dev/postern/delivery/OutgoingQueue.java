package dev.postern.delivery;

import dev.postern.delivery.Lanes.Admission;
import dev.postern.thread.DaemonThreads;
import dev.postern.tls.DnsName;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.mail.MessagingException;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
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
    private static final Duration FLUSH_AGAIN = Duration.ofSeconds(2);
    private static final Duration AFTER_A_QUEUE_FAULT = Duration.ofSeconds(1);
    /** James's memory queue cannot compare delays of more than 24 days; trying earlier than planned does no harm. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(7);

    private static final long UNBLOCK_MILLIS = 250;
    private static final int WAITING_PER_WORKER = 4;
    private static final int DESTINATIONS_AT_LEAST = 5;

    /** What is done with each message. */
    interface Work {
        /** Whether it is tried now. Must not take long: nothing else leaves the queue meanwhile. */
        Turn turn(Mail mail) throws MessagingException;

        /** The same for a message that was told so before and had to wait since; it is no probe. */
        Turn stillHeld(Mail mail, Destination destination) throws MessagingException;

        /** How long what is left in the mail is to wait; empty if all is settled. */
        Optional<Duration> attempt(Mail mail) throws MessagingException;

        /** A message that was to be tried now goes back into the queue untried. */
        void notTried(Destination destination);

        /** The same as {@link #attempt} for a message at which something failed unexpectedly. */
        Optional<Duration> fault(Mail mail, Throwable fault) throws MessagingException;
    }

    private record Item(MailQueueItem item, Destination destination) {}

    private final MailQueue queue;
    private final Work work;
    private final Clock clock;
    private final Lanes<Item> lanes;
    private final ThreadPoolExecutor workers;
    private final Scheduler taker = Schedulers.newSingle("outgoing-taker", true);
    private final Taking taking;
    private final Disposable unblocking;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean closed;

    /** @param concurrency how many messages are under way at once; one destination gets a fifth of the workers at most */
    OutgoingQueue(MailQueue queue, int concurrency, Work work, Clock clock) {
        this.queue = queue;
        this.work = work;
        this.clock = clock;
        this.lanes = new Lanes<>(
                concurrency, Math.max(1, concurrency / DESTINATIONS_AT_LEAST), concurrency * WAITING_PER_WORKER);
        this.workers = new ThreadPoolExecutor(
                concurrency,
                concurrency,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                DaemonThreads.named("outgoing"));
        this.workers.allowCoreThreadTimeOut(true);
        this.taking = new Taking(concurrency);
        this.unblocking = Schedulers.boundedElastic()
                .schedulePeriodically(this::unblock, UNBLOCK_MILLIS, UNBLOCK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Starts taking messages out. Called once. */
    void start() {
        Flux.defer(() -> Flux.from(queue.deQueue()))
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, AFTER_A_QUEUE_FAULT)
                        .doBeforeRetry(fault ->
                                LOGGER.error("taking a message from the outgoing queue failed", fault.failure())))
                .subscribeOn(taker)
                .subscribe(taking);
    }

    /**
     * Returns when the queue has it. A queue that fails is waited for, for as long as it takes: whatever is given up here
     * would leave the queues for the error repository, or be delivered again to those who have it.
     *
     * @throws MailQueue.MailQueueException if the fault is the message's own, or this is closed meanwhile
     */
    void put(Mail mail, Duration delay) throws MailQueue.MailQueueException {
        Attempts.waitsFor(mail, delay, clock.instant());
        enQueue(mail, delay);
    }

    private void enQueue(Mail mail, Duration delay) throws MailQueue.MailQueueException {
        Duration wait = delay.compareTo(LONGEST_WAIT) < 0 ? delay : LONGEST_WAIT;
        for (boolean first = true; ; first = false) {
            try {
                queue.enQueue(mail, wait);
                return;
            } catch (MailQueue.MailQueueException e) {
                if (isOfTheMessage(e) || !rest()) {
                    throw e;
                }
                if (first) {
                    LOGGER.error("{} waits until the outgoing queue takes it: {}", mail.getName(), e.toString());
                }
            }
        }
    }

    private static boolean isOfTheMessage(MailQueue.MailQueueException e) {
        Throwable cause = e.getCause();
        return cause instanceof IOException || cause instanceof MessagingException || cause instanceof RuntimeException;
    }

    /** Whether to go on after it. */
    private boolean rest() {
        try {
            return !closing.await(AFTER_A_QUEUE_FAULT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Makes what waits for these domains come out of the queue now, or everything if the queue cannot tell it apart; {@link
     * Work#turn} then says what is tried.
     */
    void flush(Predicate<DnsName> domains) throws MailQueue.MailQueueException {
        makeDue(domains);
        // What was on its way back into the queue at that moment was in nobody's sight.
        var unused = Schedulers.boundedElastic()
                .schedule(() -> flushAgain(domains), FLUSH_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void makeDue(Predicate<DnsName> domains) throws MailQueue.MailQueueException {
        if (queue instanceof DomainQueue selective) {
            selective.flush(domain -> DnsName.parse(domain).filter(domains).isPresent());
        } else if (queue instanceof ManageableMailQueue manageable) {
            manageable.flush();
        }
    }

    private void flushAgain(Predicate<DnsName> domains) {
        try {
            if (!closed) {
                makeDue(domains);
            }
        } catch (MailQueue.MailQueueException | RuntimeException e) {
            LOGGER.error("what went back into the outgoing queue in the meantime is tried at its time", e);
        }
    }

    /** Takes no more messages, and waits a bounded time for those under way. */
    void close() {
        closed = true;
        closing.countDown();
        taking.cancel();
        unblocking.dispose();
        taker.dispose();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(DRAIN.toSeconds(), TimeUnit.SECONDS)) {
                LOGGER.warn(
                        "{} deliveries are cut off; they are made again if the queue is durable",
                        workers.getActiveCount());
            }
            queue.close();
        } catch (IOException e) {
            LOGGER.warn("the outgoing queue did not close cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks the queue for as many messages as there are free workers. */
    private final class Taking extends BaseSubscriber<MailQueueItem> {
        private final int concurrency;

        private Taking(int concurrency) {
            this.concurrency = concurrency;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(concurrency);
        }

        @Override
        protected void hookOnNext(MailQueueItem item) {
            if (!takesAPlace(item)) {
                request(1); // no worker was needed for it
            }
        }

        @Override
        protected void hookOnError(Throwable error) {
            LOGGER.error("no more messages are taken out of the outgoing queue until the gateway starts again", error);
        }
    }

    /** Whether it takes one of the places for which messages are asked for, for as long as it is under way or holds up others. */
    private boolean takesAPlace(MailQueueItem item) {
        Turn turn;
        try {
            turn = work.turn(item.getMail());
        } catch (Exception | LinkageError | StackOverflowError e) { // no fault may end the taking
            finish(item, afterFault(item.getMail(), e), true);
            return false;
        }
        if (turn instanceof Turn.Now now) {
            return takesAPlace(new Item(item, now.destination()));
        }
        finish(item, turn instanceof Turn.Later later ? Optional.of(later.after()) : Optional.empty(), false);
        return false;
    }

    private boolean takesAPlace(Item item) {
        Admission admission = lanes.admit(item.destination().lane(), item, clock.instant());
        if (admission instanceof Admission.Start) {
            workers.execute(() -> workOff(item));
            return true;
        }
        if (admission instanceof Admission.Full full) {
            later(item, full.turn());
        }
        return admission instanceof Admission.Holds;
    }

    private void later(Item item, Instant turn) {
        work.notTried(item.destination());
        finish(item.item(), Optional.of(Duration.between(clock.instant(), turn)), false);
    }

    /** What holds up others for too long waits elsewhere, or goes back into the queue. */
    private void unblock() {
        Lanes.Unblocked<Item> unblocked = lanes.unblock(clock.instant());
        try {
            unblocked.stuck().forEach(stuck -> later(stuck.work(), stuck.turn()));
        } catch (RuntimeException e) { // it would end the looking, and with it all that is held up
            LOGGER.error("what a slow destination held up could not be put back; it stays in the queue", e);
        } finally {
            if (unblocked.room() > 0) {
                taking.request(unblocked.room());
            }
        }
    }

    private void workOff(Item first) {
        Optional<Item> next = Optional.of(first);
        boolean waited = false;
        while (next.isPresent() && !closed) {
            Item item = next.get();
            var began = clock.instant();
            process(item, waited);
            waited = true;
            var ended = clock.instant();
            Lanes.Done<Item> done = lanes.finished(item.destination().lane(), Duration.between(began, ended), ended);
            if (done.room()) {
                taking.request(1);
            }
            next = done.next();
        }
        taking.request(1);
    }

    private void process(Item item, boolean waited) {
        Mail mail = item.item().getMail();
        Optional<Duration> wait;
        boolean tried = true;
        try {
            Turn turn = waited ? work.stillHeld(mail, item.destination()) : new Turn.Now(item.destination());
            if (turn instanceof Turn.Now) {
                wait = work.attempt(mail);
            } else {
                tried = false;
                wait = turn instanceof Turn.Later later ? Optional.of(later.after()) : Optional.empty();
            }
        } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError e) { // no fault may end the work
            wait = afterFault(mail, e);
        }
        finish(item.item(), wait, tried);
    }

    private Optional<Duration> afterFault(Mail mail, Throwable fault) {
        LOGGER.error("delivering {} failed unexpectedly", mail.getName(), fault);
        try {
            return work.fault(mail, fault);
        } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError e) {
            LOGGER.error("what becomes of {} could not be told; it stays in the queue", mail.getName(), e);
            return Optional.of(AFTER_A_FAULT);
        }
    }

    /** What cannot be put back is not said to be done: a durable queue then gives it out again. */
    private void finish(MailQueueItem item, Optional<Duration> wait, boolean tried) {
        Mail mail = item.getMail();
        try {
            if (wait.isPresent() && !mail.getRecipients().isEmpty()) {
                if (tried) {
                    put(mail, wait.get());
                } else {
                    Attempts.waitsOn(mail, wait.get(), clock.instant());
                    enQueue(mail, wait.get());
                }
            }
            item.done(CompletionStatus.SUCCESS);
        } catch (MailQueue.MailQueueException | RuntimeException e) {
            LOGGER.error("message {} could not be put back into the outgoing queue", mail.getName(), e);
        } finally {
            LifecycleUtil.dispose(mail);
        }
    }
}
