package dev.postern.delivery;

import dev.postern.thread.Faults;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Takes as many messages out of a queue as are requested, one after another. A queue that fails is subscribed to again until it
 * works. Safe for any thread.
 */
final class QueueIntake {
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(1);
    private static final String TAKING = "Taking messages from the outgoing queue";

    private final MailQueue queue;
    private final Consumer<MailQueueItem> taken;
    private final Runnable failed;
    private final Scheduler taker = Schedulers.newSingle("outgoing-taker", true);
    private volatile Subscriber subscriber = new Subscriber(() -> {});
    private volatile boolean closed;

    /**
     * @param taken is given each message
     * @param failed is told of each message at which that failed: it stays in the queue
     */
    QueueIntake(MailQueue queue, Consumer<MailQueueItem> taken, Runnable failed) {
        this.queue = queue;
        this.taken = taken;
        this.failed = failed;
    }

    /** @param begins runs now and after each fault of the queue, which forgets what was requested; requests messages */
    void start(Runnable begins) {
        subscriber = new Subscriber(begins);
        Flux.defer(() -> Flux.from(queue.deQueue()).doOnSubscribe(any -> Faults.works(this)))
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, AFTER_A_FAULT)
                        .doBeforeRetry(fault -> Faults.failed(this, TAKING, fault.failure())))
                .subscribeOn(taker)
                .subscribe(subscriber);
    }

    /** Asks the queue for so many more. */
    void request(int messages) {
        subscriber.request(messages);
    }

    /** Takes no more. */
    void close() {
        closed = true;
        subscriber.cancel();
        Faults.works(this);
        taker.dispose();
    }

    private final class Subscriber extends BaseSubscriber<MailQueueItem> {
        private final Runnable begins;

        Subscriber(Runnable begins) {
            this.begins = begins;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            begins.run();
        }

        @Override
        protected void hookOnNext(MailQueueItem item) {
            try {
                taken.accept(item);
                Faults.works(QueueIntake.this);
            } catch (RuntimeException | Error e) { // it would end the subscription; the message stays in the queue
                Faults.failed(QueueIntake.this, TAKING, e);
                failed.run();
            }
        }

        @Override
        protected void hookOnError(Throwable error) {
            Faults.failed(QueueIntake.this, TAKING, error);
            var unused =
                    Schedulers.boundedElastic().schedule(this::again, AFTER_A_FAULT.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void again() {
            if (!closed) {
                start(begins);
            }
        }
    }
}
