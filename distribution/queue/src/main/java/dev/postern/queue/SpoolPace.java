package dev.postern.queue;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Slows down who brings mail faster than it is processed: there is no use in a 250 a moment sooner if the message then waits for all
 * that came before it. Counts the messages of this process that are in the spool and were not given out yet. Safe for any thread.
 */
final class SpoolPace {
    private final int few;
    private final Duration longest;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer = lock.newCondition();
    private int ahead;

    /**
     * @param few how many may be ahead of a message that is taken at once
     * @param longest how long anything is held back: mail for slow destinations may be what is ahead, and must not keep others out
     */
    SpoolPace(int few, Duration longest) {
        this.few = few;
        this.longest = longest;
    }

    /** For as many messages as there is work for at once, and some; and for less time than any client notices. */
    SpoolPace() {
        this(32, Duration.ofMillis(250));
    }

    /** Returns a pace without a limit. */
    static SpoolPace unlimited() {
        return new SpoolPace(Integer.MAX_VALUE, Duration.ZERO);
    }

    /** Waits until few messages are ahead, or for a moment at the most, and counts one more. */
    void enter() {
        lock.lock();
        try {
            long left = longest.toNanos();
            while (ahead >= few && left > 0) {
                left = fewer.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ahead++;
            lock.unlock();
        }
    }

    /** Records that a message left the spool, or was not stored in it. */
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

    /** Records that the spool is empty: messages that were removed, damaged or received elsewhere no longer count. */
    void none() {
        lock.lock();
        try {
            ahead = 0;
            fewer.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
