package dev.postern.queue;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes items on one after the other, whichever threads bring them (Reactive Streams 1.3). Who comes while another passes
 * one on leaves its own to that one, and waits for nobody. Safe for any thread.
 */
final class SerialEmitter {
    private static final Logger LOGGER = LoggerFactory.getLogger(SerialEmitter.class);

    private final Consumer<MailQueueItem> receiver;
    private final BiConsumer<MailQueueItem, Throwable> refused;
    private final Queue<MailQueueItem> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger brought = new AtomicInteger();

    /** @param refused is told of each item that the receiver threw something at, and what */
    SerialEmitter(Consumer<MailQueueItem> receiver, BiConsumer<MailQueueItem, Throwable> refused) {
        this.receiver = receiver;
        this.refused = refused;
    }

    void give(MailQueueItem item) {
        waiting.add(item);
        if (brought.getAndIncrement() != 0) {
            return;
        }
        do {
            pass(waiting.remove());
        } while (brought.decrementAndGet() != 0);
    }

    private void refuse(MailQueueItem item, Throwable fault) {
        try {
            refused.accept(item, fault);
        } catch (RuntimeException | Error e) {
            LOGGER.error(
                    "Could not requeue {} after its receiver failed; it will be redelivered when the queue is opened again",
                    item.getMail().getName(),
                    e);
        }
    }

    private void pass(MailQueueItem item) {
        try {
            receiver.accept(item);
        } catch (RuntimeException | Error e) { // those that come after it are to be passed on all the same
            refuse(item, e);
        }
    }
}
