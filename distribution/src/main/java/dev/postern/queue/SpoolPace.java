package dev.postern.queue;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Slows down who brings mail faster than it is processed: there is no use in a 250 a moment sooner if the message then waits for all
 * that came before it. Counts the messages of this process that are in the spool and were not given out yet. Safe for any thread.
 */
final class SpoolPace {
    /** As many as there is work for at once, and some. */
    private static final int AHEAD = 32;
    /** Mail for slow destinations may fill what is ahead; it must not keep others out. */
    private static final Duration LONGEST = Duration.ofMillis(250);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer = lock.newCondition();
    private int ahead;

    /** Waits until few messages are ahead, or for a moment at the most, and counts one more. */
    void enter() {
        lock.lock();
        try {
            long left = LONGEST.toNanos();
            while (ahead >= AHEAD && left > 0) {
                left = fewer.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ahead++;
            lock.unlock();
        }
    }

    /** One was given out, or did not get into the spool. */
    void leave() {
        lock.lock();
        try {
            // What was there before this process started was not counted.
            ahead = Math.max(0, ahead - 1);
            fewer.signal();
        } finally {
            lock.unlock();
        }
    }
}
