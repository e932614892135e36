package dev.postern.thread;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread for each piece of work that is started; an idle one is used again before a new one is made. How many run at once is the
 * caller's to bound. Work that the system gives no thread for waits. Safe for any thread.
 */
public final class Workers {
    private static final Logger LOGGER = LoggerFactory.getLogger(Workers.class);

    private final String name;
    private final ThreadPoolExecutor threads;
    private final Queue<Runnable> unstarted = new ConcurrentLinkedQueue<>();

    /** @param name what fails when the system gives no thread, for the log and {@code /healthz} */
    public Workers(String name, ThreadFactory threads) {
        this.name = name;
        this.threads =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), threads);
    }

    /** Starts the work, now or by {@link #startWaiting}; never, if this is closed. Returns at once, and throws nothing. */
    public void start(Runnable work) {
        try {
            threads.execute(() -> {
                if (!threads.isShutdown()) {
                    work.run();
                }
            });
            if (unstarted.isEmpty()) {
                Faults.works(unstarted);
            }
        } catch (RejectedExecutionException e) {
            LOGGER.debug("Closed; no more work is started");
        } catch (Error e) { // the system gives no thread, most likely
            unstarted.add(work);
            Faults.failed(unstarted, name, e);
        }
    }

    /** Starts what had no thread. */
    public void startWaiting() {
        for (int left = unstarted.size(); left > 0; left--) {
            Runnable work = unstarted.poll();
            if (work != null) {
                start(work);
            }
        }
    }

    /** Starts nothing more. */
    public void close() {
        Faults.works(unstarted);
        threads.shutdown();
    }

    /** Waits at most that long, and returns whether all work has ended that began before {@link #close}. */
    public boolean await(Duration most) throws InterruptedException {
        return threads.awaitTermination(most.toSeconds(), TimeUnit.SECONDS);
    }

    /** Returns how many pieces of work are under way. */
    public int underWay() {
        return threads.getActiveCount();
    }
}
