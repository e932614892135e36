package dev.postern.scenarios.queue;

import dev.postern.testing.process.Daemon;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * When a gateway under load is killed: so long after so many of these events.
 *
 * @param delay zero: in the very thread that saw the event, before it does anything else
 */
record KillMoment(Event event, int count, Duration delay) {
    private static final int MOST_EVENTS = 60;
    private static final int LONGEST_AFTER_AN_EVENT = 50;
    private static final int LONGEST_AFTER_THE_START = 1500;

    /** What is counted. */
    enum Event {
        /** The load begins; once. */
        LOAD_BEGINS,
        /** A client has read its 250. */
        ACCEPTED,
        /** A next hop has the whole message and has not yet said so. */
        ARRIVED
    }

    static KillMoment drawn(Random random) {
        Event event = Event.values()[random.nextInt(Event.values().length)];
        return switch (event) {
            case LOAD_BEGINS -> new KillMoment(event, 1, Duration.ofMillis(random.nextInt(LONGEST_AFTER_THE_START)));
            case ACCEPTED, ARRIVED ->
                new KillMoment(
                        event,
                        1 + random.nextInt(MOST_EVENTS),
                        Duration.ofMillis(random.nextBoolean() ? 0 : random.nextInt(LONGEST_AFTER_AN_EVENT)));
        };
    }

    /** Counts the events of one round. Safe for any thread. */
    static final class Countdown {
        private final KillMoment moment;
        private final Runnable kill;
        private final AtomicInteger seen = new AtomicInteger();

        Countdown(KillMoment moment, Runnable kill) {
            this.moment = moment;
            this.kill = kill;
        }

        void saw(Event event) {
            if (event != moment.event || seen.incrementAndGet() != moment.count) {
                return;
            }
            if (moment.delay.isZero()) {
                kill.run();
            } else {
                Daemon.start("killer", () -> {
                    long due = System.nanoTime() + moment.delay.toNanos();
                    while (System.nanoTime() < due) {
                        LockSupport.parkNanos(due - System.nanoTime());
                    }
                    kill.run();
                });
            }
        }
    }

    @Override
    public String toString() {
        return delay.toMillis() + " ms after " + event + " no. " + count;
    }
}
