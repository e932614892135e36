package dev.postern.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which piece of work may start: at most so many for one destination at once, and fewer the fewer workers are free, so that
 * no handful of slow destinations can hold every worker. The others wait for their turn, in their order. More
 * than a little work for a destination that takes one piece after another holds up whoever brings it, for a moment; work for one
 * that does not waits where there is room, or is to be brought again later. Safe for any thread.
 *
 * @param <T> a piece of work
 */
final class Lanes<T> {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration AT_MOST = Duration.ofMinutes(15);
    /** A destination that has not finished anything for that long holds up nobody. */
    private static final Duration MOMENT = Duration.ofSeconds(1);
    /** How long what waits for a destination may take at its pace for it to hold somebody up. */
    private static final Duration QUICKLY = Duration.ofSeconds(5);

    private final int workers;
    private final int atOnce;
    private final int mostWaiting;
    private final Map<String, Lane<T>> lanes = new HashMap<>();
    private int waiting;
    /** How many of those that wait keep whoever brought them from bringing more. */
    private int held;

    private int running;

    /** What becomes of a piece of work. */
    sealed interface Admission {
        /** Start it; {@link #finished} must be called when it is done. */
        record Start() implements Admission {}

        /** {@link #finished} will hand it out. */
        record Waits() implements Admission {}

        /** {@link #finished} will hand it out; do not bring more until there is room again. */
        record Holds() implements Admission {}

        /** There is no room to wait: bring it again at that time, when its turn may have come. */
        record Full(Instant turn) implements Admission {}
    }

    private static final class Lane<T> {
        private final Deque<T> waiting = new ArrayDeque<>();
        private int held;
        private int running;
        private Instant lastFinished;
        /** How long one piece takes at present. */
        private Duration pace = Duration.ofMillis(100);

        private Instant lastTurn = Instant.MIN;

        private Lane(Instant now) {
            lastFinished = now;
        }

        private boolean isQuick(Instant now) {
            return !now.isAfter(lastFinished.plus(MOMENT))
                    && pace.multipliedBy(waiting.size())
                                    .dividedBy(Math.max(1, running))
                                    .compareTo(QUICKLY)
                            < 0;
        }
    }

    /**
     * What follows a piece of work that is done.
     *
     * @param next the next to start for that destination, if one waits
     * @param room whether there is room for one more that waits, after {@link Admission.Holds}
     */
    record Done<T>(Optional<T> next, boolean room) {}

    /**
     * Work that has held somebody up for too long.
     *
     * @param turn when its turn may have come; bring it again then
     */
    record Stuck<T>(T work, Instant turn) {}

    /**
     * Who is held up no longer.
     *
     * @param stuck what goes back
     * @param room for how many more there is room, after {@link Admission.Holds}
     */
    record Unblocked<T>(List<Stuck<T>> stuck, int room) {}

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
        Lane<T> lane = lanes.computeIfAbsent(destination, any -> new Lane<>(now));
        if (lane.running < share()) {
            lane.running++;
            running++;
            return new Admission.Start();
        }
        boolean room = waiting - held < mostWaiting;
        boolean holds = lane.isQuick(now) && (!room || lane.waiting.size() >= atOnce);
        if (!holds && !room) {
            return new Admission.Full(turn(lane, now));
        }
        if (holds) {
            lane.held++;
            held++;
        }
        waiting++;
        lane.waiting.add(work);
        return holds ? new Admission.Holds() : new Admission.Waits();
    }

    /** Lets go who is held up by destinations that take nothing any more: their work waits if there is room, the first of it in front. */
    synchronized Unblocked<T> unblock(Instant now) {
        List<Stuck<T>> stuck = new ArrayList<>();
        int freed = 0;
        for (Lane<T> lane : lanes.values()) {
            while (lane.held > 0 && !lane.isQuick(now)) {
                if (waiting - held >= mostWaiting) {
                    stuck.add(new Stuck<>(lane.waiting.removeLast(), turn(lane, now)));
                    waiting--;
                }
                lane.held--;
                held--;
                freed++;
            }
        }
        return new Unblocked<>(stuck, freed);
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
     * One piece of work is done.
     *
     * @param took how long it took
     */
    synchronized Done<T> finished(String destination, Duration took, Instant now) {
        Lane<T> lane = lanes.get(destination);
        if (lane == null) {
            return new Done<>(Optional.empty(), false);
        }
        lane.lastFinished = now;
        lane.pace = lane.pace.multipliedBy(3).plus(took).dividedBy(4);
        Optional<T> next = Optional.ofNullable(lane.waiting.poll());
        if (next.isEmpty()) {
            running--;
            if (--lane.running == 0) {
                lanes.remove(destination);
            }
            return new Done<>(next, false);
        }
        waiting--;
        boolean room = lane.held > 0;
        if (room) {
            lane.held--;
            held--;
        }
        return new Done<>(next, room);
    }
}
