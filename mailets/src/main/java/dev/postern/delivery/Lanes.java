package dev.postern.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Which piece of work may start: at most so many for one destination at once, and fewer the fewer workers are free, so that
 * no handful of slow destinations can hold every worker. The others wait for their turn, in their order. Safe for any thread.
 *
 * @param <T> a piece of work
 */
final class Lanes<T> {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration AT_MOST = Duration.ofMinutes(15);

    private final int workers;
    private final int atOnce;
    private final int mostWaiting;
    private final Map<String, Lane<T>> lanes = new HashMap<>();
    private int waiting;
    private int running;

    /** What becomes of a piece of work. */
    sealed interface Admission {
        /** Start it; {@link #finished} must be called when it is done. */
        record Start() implements Admission {}

        /** {@link #finished} will hand it out. */
        record Waits() implements Admission {}

        /** There is no room to wait: bring it again at that time, when its turn may have come. */
        record Full(Instant turn) implements Admission {}
    }

    private static final class Lane<T> {
        private final Queue<T> waiting = new ArrayDeque<>();
        private int running;
        /** How long one piece takes at present. */
        private Duration pace = Duration.ofMillis(100);

        private Instant lastTurn = Instant.MIN;
    }

    /**
     * @param workers pieces of work at once, of all destinations together
     * @param atOnce pieces of work for one destination
     * @param mostWaiting pieces of work that wait, of all destinations together
     */
    Lanes(int workers, int atOnce, int mostWaiting) {
        this.workers = workers;
        this.atOnce = atOnce;
        this.mostWaiting = mostWaiting;
    }

    synchronized Admission admit(String destination, T work, Instant now) {
        Lane<T> lane = lanes.computeIfAbsent(destination, any -> new Lane<>());
        if (lane.running < share()) {
            lane.running++;
            running++;
            return new Admission.Start();
        }
        if (waiting >= mostWaiting) {
            return new Admission.Full(turn(lane, now));
        }
        waiting++;
        lane.waiting.add(work);
        return new Admission.Waits();
    }

    /** Half of the free workers, so that there is one left for whoever comes next. */
    private int share() {
        return Math.max(1, Math.min(atOnce, (workers - running) / 2));
    }

    /** One after another at the pace at which the destination takes them: nothing is brought again and again. */
    private Instant turn(Lane<T> lane, Instant now) {
        Instant earliest = now.plus(SOON);
        Instant next = lane.lastTurn.isBefore(earliest) ? earliest : lane.lastTurn.plus(lane.pace.dividedBy(atOnce));
        lane.lastTurn = next.isAfter(now.plus(AT_MOST)) ? earliest : next;
        return next;
    }

    /**
     * One piece of work is done; the next to start for that destination, if one waits.
     *
     * @param took how long it took
     */
    synchronized Optional<T> finished(String destination, Duration took) {
        Lane<T> lane = lanes.get(destination);
        if (lane == null) {
            return Optional.empty();
        }
        lane.pace = lane.pace.multipliedBy(3).plus(took).dividedBy(4);
        Optional<T> next = Optional.ofNullable(lane.waiting.poll());
        if (next.isPresent()) {
            waiting--;
        } else {
            running--;
            if (--lane.running == 0) {
                lanes.remove(destination);
            }
        }
        return next;
    }
}
