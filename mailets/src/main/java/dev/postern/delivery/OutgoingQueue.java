package dev.postern.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The messages that wait to leave, and the threads that take them out. */
final class OutgoingQueue {
    private static final Logger LOGGER = LoggerFactory.getLogger(OutgoingQueue.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration AFTER_A_FAULT = Duration.ofMinutes(1);

    private final MailQueue queue;
    private final Scheduler workers;
    private final Scheduler taker = Schedulers.newSingle("outgoing-taker");
    private final Disposable consumption;

    /**
     * Starts taking messages out.
     *
     * @param concurrency how many messages are under way at once
     * @param delivery what is done with each; what it throws puts the message back
     */
    OutgoingQueue(MailQueue queue, int concurrency, Consumer<Mail> delivery) {
        this.queue = queue;
        this.workers = Schedulers.newBoundedElastic(concurrency, Integer.MAX_VALUE, "outgoing");
        this.consumption = Flux.from(queue.deQueue())
                .flatMap(
                        item -> Mono.fromRunnable(() -> process(item, delivery)).subscribeOn(workers), concurrency)
                .onErrorContinue(
                        (error, item) -> LOGGER.error("taking a message from the outgoing queue failed", error))
                .subscribeOn(taker)
                .subscribe();
    }

    void put(Mail mail, Duration delay) throws MailQueue.MailQueueException {
        queue.enQueue(mail, delay);
    }

    /** Makes everything that waits due now. */
    void flush() throws MailQueue.MailQueueException {
        if (queue instanceof ManageableMailQueue manageable) {
            manageable.flush();
        }
    }

    /** Takes no more messages, and waits a bounded time for those under way. */
    void close() {
        consumption.dispose();
        taker.dispose();
        workers.disposeGracefully()
                .timeout(DRAIN)
                .onErrorResume(late -> Mono.empty())
                .block();
        try {
            queue.close();
        } catch (IOException e) {
            LOGGER.warn("the outgoing queue did not close cleanly", e);
        }
    }

    private void process(MailQueueItem item, Consumer<Mail> delivery) {
        Mail mail = item.getMail();
        try {
            delivery.accept(mail);
            item.done(CompletionStatus.SUCCESS);
        } catch (RuntimeException | MailQueue.MailQueueException e) {
            LOGGER.error("delivering {} failed unexpectedly; it stays in the queue", mail.getName(), e);
            putBack(item, mail);
        } finally {
            LifecycleUtil.dispose(mail);
        }
    }

    /** Not at once: what fails unexpectedly would fail again, and must not spin. */
    private void putBack(MailQueueItem item, Mail mail) {
        try {
            queue.enQueue(mail, AFTER_A_FAULT);
            item.done(CompletionStatus.SUCCESS);
        } catch (MailQueue.MailQueueException e) {
            LOGGER.error("message {} could not be put back into the outgoing queue", mail.getName(), e);
        }
    }
}
