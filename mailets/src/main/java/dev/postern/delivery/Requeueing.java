package dev.postern.delivery;

import dev.postern.attempt.Attempts;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.mail.MessagingException;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Schedulers;

/** Puts messages into the outgoing queue, for as long as that takes, and settles those that it gave out. Safe for any thread. */
final class Requeueing implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Requeueing.class);
    private static final Duration AFTER_A_MESSAGES_FAULT = Duration.ofMinutes(5);
    private static final Duration AFTER_A_QUEUE_FAULT = Duration.ofSeconds(1);
    /** James's memory queue cannot compare delays of more than 24 days; trying earlier than planned does no harm. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(7);

    private final MailQueue queue;
    private final Clock clock;
    private final Duration afterAMessagesFault;
    private final CountDownLatch closing = new CountDownLatch(1);

    Requeueing(MailQueue queue, Clock clock) {
        this(queue, clock, AFTER_A_MESSAGES_FAULT);
    }

    /** @param afterAMessagesFault when a message that cannot be requeued is requeued again */
    Requeueing(MailQueue queue, Clock clock, Duration afterAMessagesFault) {
        this.queue = queue;
        this.clock = clock;
        this.afterAMessagesFault = afterAMessagesFault;
    }

    /**
     * Queues a message that is new or was attempted. Returns when the queue has it.
     *
     * @throws MailQueue.MailQueueException if the fault is the message's own, or this is closed meanwhile
     */
    void put(Mail mail, Duration delay) throws MailQueue.MailQueueException {
        Attempts.waitsFor(mail, delay, clock.instant());
        enQueue(mail, delay);
    }

    /**
     * Settles a message that the queue gave out. One that cannot be requeued stays claimed, so that no recipient who has it gets it
     * again, and is requeued later; after a stop the queue gives it out again if it is durable.
     *
     * @param disposition what becomes of it, which is final for all who are not in the mail any more
     */
    void settle(MailQueueItem item, Disposition disposition) {
        Mail mail = item.getMail();
        try {
            if (!mail.getRecipients().isEmpty()) {
                requeue(mail, disposition);
            }
        } catch (MailQueue.MailQueueException | RuntimeException | Error e) {
            // An Error too: the messages that come after it must be settled.
            settleLater(item, disposition, e);
            return;
        }
        try {
            item.done(CompletionStatus.SUCCESS);
        } catch (MailQueue.MailQueueException | RuntimeException e) {
            LOGGER.error("Could not acknowledge {} to the outgoing queue", mail.getName(), e);
        } finally {
            LifecycleUtil.dispose(mail);
        }
    }

    private void settleLater(MailQueueItem item, Disposition disposition, Throwable fault) {
        String name = item.getMail().getName();
        if (isClosed()) {
            LOGGER.warn("Stopped before requeueing {}; a durable queue will redeliver it: {}", name, fault.toString());
            LifecycleUtil.dispose(item.getMail());
            return;
        }
        LOGGER.error("Could not requeue {}; trying again in {}", name, afterAMessagesFault, fault);
        var unused = Schedulers.boundedElastic()
                .schedule(() -> settle(item, disposition), afterAMessagesFault.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void requeue(Mail mail, Disposition disposition) throws MailQueue.MailQueueException {
        if (disposition instanceof Disposition.Retried retried) {
            put(mail, retried.delay());
        } else if (disposition instanceof Disposition.Postponed postponed) {
            Attempts.waitsOn(mail, postponed.delay(), clock.instant());
            enQueue(mail, postponed.delay());
        }
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
                    LOGGER.error(
                            "Could not queue {}; trying again until the outgoing queue accepts it: {}",
                            mail.getName(),
                            e.toString());
                }
            }
        }
    }

    private static boolean isOfTheMessage(MailQueue.MailQueueException e) {
        Throwable cause = e.getCause();
        return cause instanceof IOException || cause instanceof MessagingException || cause instanceof RuntimeException;
    }

    /** Returns whether to go on after it. */
    private boolean rest() {
        try {
            return !closing.await(AFTER_A_QUEUE_FAULT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    /** Waits for no queue any more. */
    @Override
    public void close() {
        closing.countDown();
    }
}
