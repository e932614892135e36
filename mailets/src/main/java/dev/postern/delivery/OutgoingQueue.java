package dev.postern.delivery;

import dev.postern.delivery.Lanes.Admission;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
    private static final Duration WHILE_CROWDED = Duration.ofSeconds(30);
    /** James's memory queue cannot compare delays of more than 24 days; trying earlier than planned does no harm. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(7);

    private static final int WAITING_PER_WORKER = 4;
    private static final int DESTINATIONS_AT_LEAST = 5;

    /** What is done with each message. */
    @FunctionalInterface
    interface Attempt {
        /** How long what is left in the mail is to wait; empty if all is settled. */
        Optional<Duration> of(Mail mail) throws MessagingException;
    }

    private record Work(MailQueueItem item, String destination) {}

    private final MailQueue queue;
    private final Attempt attempt;
    private final Function<Mail, String> destination;
    private final Lanes<Work> lanes;
    private final ThreadPoolExecutor workers;
    private final Scheduler taker = Schedulers.newSingle("outgoing-taker", true);
    private final Taking taking;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean closed;

    /**
     * Starts taking messages out.
     *
     * @param concurrency how many messages are under way at once
     * @param destination where a message goes; one destination gets a fifth of the workers at most
     */
    OutgoingQueue(MailQueue queue, int concurrency, Function<Mail, String> destination, Attempt attempt) {
        this.queue = queue;
        this.attempt = attempt;
        this.destination = destination;
        this.lanes = new Lanes<>(Math.max(1, concurrency / DESTINATIONS_AT_LEAST), concurrency * WAITING_PER_WORKER);
        this.workers = new ThreadPoolExecutor(
                concurrency, concurrency, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), work -> {
                    var thread = new Thread(work, "outgoing");
                    thread.setDaemon(true);
                    return thread;
                });
        this.workers.allowCoreThreadTimeOut(true);
        this.taking = new Taking(concurrency);
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

    /** Makes everything that waits due now. */
    void flush() throws MailQueue.MailQueueException {
        if (queue instanceof ManageableMailQueue manageable) {
            manageable.flush();
        }
    }

    /** Takes no more messages, and waits a bounded time for those under way. */
    void close() {
        closed = true;
        closing.countDown();
        taking.cancel();
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
            var work = new Work(item, destination.apply(item.getMail()));
            Admission admission = lanes.admit(work.destination(), work);
            if (admission == Admission.START) {
                workers.execute(() -> workOff(work));
                return;
            }
            if (admission == Admission.FULL) {
                finish(item, Optional.of(WHILE_CROWDED));
            }
            request(1); // no worker was needed for it
        }

        @Override
        protected void hookOnError(Throwable error) {
            LOGGER.error("no more messages are taken out of the outgoing queue until the gateway starts again", error);
        }
    }

    private void workOff(Work first) {
        Optional<Work> next = Optional.of(first);
        while (next.isPresent() && !closed) {
            process(next.get().item());
            next = lanes.finished(next.get().destination());
        }
        taking.request(1);
    }

    private void process(MailQueueItem item) {
        Mail mail = item.getMail();
        Optional<Duration> wait;
        try {
            wait = attempt.of(mail);
        } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError e) { // no fault may end the work
            LOGGER.error("delivering {} failed unexpectedly; it stays in the queue", mail.getName(), e);
            wait = Optional.of(AFTER_A_FAULT);
        }
        finish(item, wait);
    }

    /** What cannot be put back is not said to be done: a durable queue then gives it out again. */
    private void finish(MailQueueItem item, Optional<Duration> wait) {
        Mail mail = item.getMail();
        try {
            if (wait.isPresent() && !mail.getRecipients().isEmpty()) {
                put(mail, wait.get());
            }
            item.done(CompletionStatus.SUCCESS);
        } catch (MailQueue.MailQueueException | RuntimeException e) {
            LOGGER.error("message {} could not be put back into the outgoing queue", mail.getName(), e);
        } finally {
            LifecycleUtil.dispose(mail);
        }
    }
}
