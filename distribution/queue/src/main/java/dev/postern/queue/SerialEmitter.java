package dev.postern.queue;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs signals one after the other, whichever threads emit them (Reactive Streams 1.3). A thread that comes while another runs
 * one leaves its own to that one and does not wait. Safe for any thread.
 */
final class SerialEmitter {
    private static final Logger LOGGER = LoggerFactory.getLogger(SerialEmitter.class);

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger emitted = new AtomicInteger();

    void emit(Runnable signal) {
        waiting.add(signal);
        if (emitted.getAndIncrement() != 0) {
            return;
        }
        do {
            run(waiting.remove());
        } while (emitted.decrementAndGet() != 0);
    }

    private static void run(Runnable signal) {
        try {
            signal.run();
        } catch (RuntimeException | Error e) { // the signals after it must run all the same
            LOGGER.error("Could not signal to a subscriber of a queue", e);
        }
    }
}
