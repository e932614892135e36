package dev.postern.delivery;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Which piece of work may start: at most so many for one destination at once, so that a dead one cannot hold every worker.
 * The others wait for their turn, in their order. Safe for any thread.
 *
 * @param <T> a piece of work
 */
final class Lanes<T> {
    private final int atOnce;
    private final int mostWaiting;
    private final Map<String, Lane<T>> lanes = new HashMap<>();
    private int waiting;

    enum Admission {
        /** Start it; {@link #finished} must be called when it is done. */
        START,
        /** {@link #finished} will hand it out. */
        WAITS,
        /** There is no room to wait: take it away. */
        FULL
    }

    private static final class Lane<T> {
        private final Queue<T> waiting = new ArrayDeque<>();
        private int running;
    }

    /**
     * @param atOnce pieces of work for one destination
     * @param mostWaiting pieces of work that wait, of all destinations together
     */
    Lanes(int atOnce, int mostWaiting) {
        this.atOnce = atOnce;
        this.mostWaiting = mostWaiting;
    }

    synchronized Admission admit(String destination, T work) {
        Lane<T> lane = lanes.computeIfAbsent(destination, any -> new Lane<>());
        if (lane.running < atOnce) {
            lane.running++;
            return Admission.START;
        }
        if (waiting == mostWaiting) {
            return Admission.FULL;
        }
        waiting++;
        lane.waiting.add(work);
        return Admission.WAITS;
    }

    /** One piece of work is done; the next to start for that destination, if one waits. */
    synchronized Optional<T> finished(String destination) {
        Lane<T> lane = lanes.get(destination);
        if (lane == null) {
            return Optional.empty();
        }
        Optional<T> next = Optional.ofNullable(lane.waiting.poll());
        if (next.isPresent()) {
            waiting--;
        } else if (--lane.running == 0) {
            lanes.remove(destination);
        }
        return next;
    }
}
