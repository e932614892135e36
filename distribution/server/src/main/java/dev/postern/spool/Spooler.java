package dev.postern.spool;

import dev.postern.inhand.InHand;
import dev.postern.text.Plural;
import dev.postern.thread.DaemonThreads;
import dev.postern.thread.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.mailetcontainer.api.MailProcessor;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.apache.mailet.Attribute;
import org.apache.mailet.Mail;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BaseSubscriber;

/**
 * Takes messages from the spool and through the pipeline. Where a message fails, the recipients that are not settled go back into the
 * spool, and nobody else. Started and stopped once.
 */
public final class Spooler {
    private static final Logger LOGGER = LoggerFactory.getLogger(Spooler.class);
    private static final Duration FINISH = Duration.ofSeconds(5);
    private static final Duration AFTER_A_QUEUE_FAULT = Duration.ofSeconds(2);

    private final MailQueue queue;
    private final MailProcessor processors;
    private final InHand inHand;
    private final int concurrency;
    private final ExecutorService threads;
    private final ErrorFailures errorFailures = new ErrorFailures();
    private final Taking taking = new Taking();
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * @param processors of the pipeline
     * @param concurrency how many messages are processed at once
     */
    public Spooler(MailQueue queue, MailProcessor processors, InHand inHand, int concurrency) {
        this.queue = queue;
        this.processors = processors;
        this.inHand = inHand;
        this.concurrency = concurrency;
        this.threads = Executors.newFixedThreadPool(concurrency, DaemonThreads.named("spooler"));
    }

    public void start() {
        queue.deQueue().subscribe(taking);
    }

    /** Takes no more messages, and waits a bounded time for those in hand; what is not done by then is processed at the next start. */
    public void stop() {
        taking.cancel();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(FINISH.toSeconds(), TimeUnit.SECONDS)) {
                LOGGER.warn("Stopping while messages are still being processed; the next start processes them again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopped.countDown();
        Faults.works(this);
    }

    /** Returns what an administrator should look at, a line each. */
    public List<String> problems() {
        return errorFailures.problems();
    }

    private final class Taking extends BaseSubscriber<MailQueueItem> {
        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(concurrency);
        }

        @Override
        protected void hookOnNext(MailQueueItem item) {
            try {
                threads.execute(() -> {
                    try {
                        process(item);
                    } finally {
                        request(1);
                    }
                });
            } catch (RejectedExecutionException e) {
                LOGGER.debug("Stopped; {} stays in the spool", item.getMail().getName());
            }
        }

        @Override
        protected void hookOnError(Throwable error) {
            Faults.failed(Spooler.this, "Reading the spool (restart the gateway to resume it)", error);
        }
    }

    private void process(MailQueueItem item) {
        Mail mail = item.getMail();
        String name = mail.getName();
        try {
            if (inHand.begin(InHand.Stage.SPOOL, name)) {
                process(item, mail);
            } else {
                setAside(item, mail);
            }
        } catch (RuntimeException | Error e) {
            LOGGER.error("Could not settle {}; it will be processed again when the spool redelivers it", name, e);
        } finally {
            inHand.end(InHand.Stage.SPOOL, name);
            LifecycleUtil.dispose(mail);
        }
    }

    private void process(MailQueueItem item, Mail mail) {
        List<Attribute> attributes = mail.attributes().toList();
        String state = mail.getState();
        List<MailAddress> left = new ArrayList<>();
        Optional<Throwable> failure = run(mail, left);
        if (failure.isEmpty() || left.isEmpty()) {
            failure.ifPresent(
                    e -> LOGGER.error("Processing {} failed after all its recipients were settled", mail.getName(), e));
            errorFailures.settled(mail.getName());
            done(item, CompletionStatus.SUCCESS);
        } else if (stopped.getCount() > 0) {
            again(item, attributes, state, left, failure.get());
        }
    }

    /** Gives the message to the processor {@code error}, which stores it and notifies the postmaster. */
    private void setAside(MailQueueItem item, Mail mail) {
        List<Attribute> attributes = mail.attributes().toList();
        String reason = "The gateway repeatedly shut down uncleanly while it processed this message.";
        LOGGER.error(
                "Moving {} to mail/error after repeated unclean shutdowns while it was processed. Find out what in it ends the"
                        + " process before you send it on",
                mail.getName());
        mail.setState(Mail.ERROR);
        mail.setErrorMessage(reason);
        List<MailAddress> left = new ArrayList<>();
        Optional<Throwable> failure = run(mail, left);
        if (failure.isEmpty() || left.isEmpty()) {
            errorFailures.settled(mail.getName());
            done(item, CompletionStatus.SUCCESS);
        } else {
            again(item, attributes, Mail.ERROR, left, failure.get());
        }
    }

    private Optional<Throwable> run(Mail mail, List<MailAddress> left) {
        try (var unsettled = Unsettled.of(mail)) {
            try {
                processors.service(mail);
                return Optional.empty();
            } catch (Exception
                    | LinkageError
                    | StackOverflowError
                    | OutOfMemoryError e) { // no fault may end the thread's work
                return Optional.of(e);
            } finally {
                left.addAll(unsettled.left());
            }
        }
    }

    private void again(
            MailQueueItem item, List<Attribute> attributes, String state, List<MailAddress> left, Throwable failure) {
        Mail mail = item.getMail();
        SpoolRetry retry = SpoolRetry.after(mail);
        retry.prepare(mail, left, attributes, state, String.valueOf(failure.getMessage()));
        if (Mail.ERROR.equals(state)) {
            errorFailures.failed(mail.getName(), retry.delay(), failure);
        } else {
            log(mail, retry, failure);
        }
        try {
            queue.enQueue(mail, retry.delay());
            done(item, CompletionStatus.SUCCESS);
        } catch (MailQueueException | RuntimeException e) {
            LOGGER.error(
                    "Could not requeue {}; it stays in the spool with all its recipients: {}",
                    mail.getName(),
                    e.toString());
            rest();
            done(item, CompletionStatus.RETRY);
        }
    }

    /** Logs the failure, with its stack trace once for each message. */
    private static void log(Mail mail, SpoolRetry retry, Throwable failure) {
        String next = retry.isOver() ? "processor error gets it" : "retrying for these only";
        String left = Plural.of(mail.getRecipients().size(), "recipient");
        if (retry.failures() == 1) {
            LOGGER.error("Processing {} failed for {}; {} in {}", mail.getName(), left, next, retry.delay(), failure);
        } else {
            LOGGER.warn(
                    "Processing {} failed for {}, failures={}; {} in {}: {}",
                    mail.getName(),
                    left,
                    retry.failures(),
                    next,
                    retry.delay(),
                    failure.toString());
        }
    }

    /** Pauses after a fault of the queue. */
    private void rest() {
        try {
            var unused = stopped.await(AFTER_A_QUEUE_FAULT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void done(MailQueueItem item, CompletionStatus status) {
        try {
            item.done(status);
        } catch (MailQueueException e) {
            LOGGER.error(
                    "Could not settle {}; the spool will redeliver it: {}",
                    item.getMail().getName(),
                    e.toString());
        }
    }
}
