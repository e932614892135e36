package dev.postern.lanes;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which piece of work starts. So many run at once for one destination, for all destinations of one owner (an
 * organisational domain, a server's address), and for all destinations that have not answered lately: neither a handful of
 * slow destinations nor a hundred of one owner can hold every worker. A piece that takes long gives its place to another.
 *
 * <p>The others wait for their turn, in their order. More than a little work for a lane that is quick keeps the caller from
 * bringing more, for a moment; work for one that is not waits where there is room, or is to be brought again later.
 *
 * <p>Each call costs no more than what is under way and waits here, which is bounded. Safe for any thread.
 *
 * @param <T> a piece of work, told apart by identity
 */
public final class Lanes<T> {
    private final LaneLimits limits;
    private final Places places;
    private final Reputation reputation = new Reputation();
    private final LearntLimits learnt = new LearntLimits();
    private final Map<String, Lane> lanes = new HashMap<>();
    private final IdentityHashMap<T, Piece<T>> running = new IdentityHashMap<>();
    private final Set<Piece<T>> waiting = new LinkedHashSet<>();
    private final Lane unproved = new Lane(Instant.EPOCH);
    private int quick;
    private int slow;
    private int held;
    private int requested;

    /** @param places shared by all lanes that the same bounds are for */
    public Lanes(LaneLimits limits, Places places) {
        this.limits = limits;
        this.places = places;
    }

    /** Returns how many pieces to bring first, or again after those that were requested got lost. */
    public synchronized Moves<T> begin() {
        requested = 0;
        return moves(List.of(), List.of());
    }

    /** Tells the lanes that a piece that was requested needs no worker. */
    public synchronized Moves<T> skipped() {
        requested = Math.max(0, requested - 1);
        return moves(List.of(), List.of());
    }

    /**
     * A piece that was requested is there.
     *
     * @param owners groups that the destination belongs to by its name
     * @param trusted whether the operator configured the destination: it counts as one that answered lately
     * @param bound how many of its pieces may run, if the operator says so
     */
    public synchronized Moves<T> arrived(
            T work, String destination, Set<String> owners, boolean trusted, Optional<Bound> bound, Instant now) {
        requested--;
        Set<String> servers = trusted ? Set.of() : reputation.serversOf(destination);
        var piece = new Piece<>(work, destination, owners, servers, trusted, bound);
        Optional<Lane> full = full(piece, now);
        if (full.isEmpty() && hasWorker() && start(piece, now)) {
            return moves(List.of(work), List.of());
        }
        if (full.isEmpty()) { // what waited took its worker; no more than are workers can come like this
            waiting.add(piece);
            return moves(List.of(), List.of());
        }
        Lane lane = full.get();
        if (bound.map(Bound::key).map(lanes::get).filter(lane::equals).isPresent()) {
            // Few run because the operator wants that, and not because all are busy: the caller goes on to other work.
            if (!hasRoom() || lane.waiting >= limits.mostBounded()) {
                return moves(List.of(), List.of(later(piece, lane, now)));
            }
            await(piece, lane, false);
            return moves(List.of(), List.of());
        }
        boolean room = hasRoom();
        boolean holds = lane.isQuick(now) && (!room || lane.waiting >= limits.atOnce());
        if (!holds && !room) {
            return moves(List.of(), List.of(later(piece, lane, now)));
        }
        await(piece, lane, holds);
        return moves(List.of(), List.of());
    }

    private void await(Piece<T> piece, Lane lane, boolean holds) {
        piece.blockedBy = Optional.of(lane);
        piece.held = holds;
        held += holds ? 1 : 0;
        lane.waiting++;
        waiting.add(piece);
    }

    /**
     * The servers of a piece that was started are known now.
     *
     * @param servers groups that its destination belongs to by them
     * @return empty if it goes on; else it must not: the time at which its turn may have come. {@link #finished} is called
     *     in any case
     */
    public synchronized Optional<Instant> entering(T work, Set<String> servers, Instant now) {
        Piece<T> piece = running.get(work);
        if (piece == null || piece.trusted) {
            return Optional.empty();
        }
        reputation.hasServers(piece.destination, servers);
        Set<String> before = piece.servers;
        for (String group : servers) {
            Lane lane = lane(group, now);
            if (!before.contains(group) && lane.running >= Math.min(limit(group, now), learnt.of(group, now))) {
                piece.congested = true;
                return Optional.of(lane.turn(limits.atOnce(), now));
            }
        }
        Collection<String> old = piece.keys();
        piece.servers = Set.copyOf(servers);
        List<String> all = piece.keys();
        all.stream().filter(key -> !old.contains(key)).forEach(key -> lane(key, now).running++);
        old.stream().filter(key -> !all.contains(key)).forEach(key -> leave(key, Optional.empty(), now));
        return Optional.empty();
    }

    /**
     * The servers of a piece that was started rejected its connection, as they do when there are too many. Fewer pieces run for that
     * destination, or for that server, for a while.
     *
     * @return when its turn may have come; empty if no other piece runs there that was not rejected as well, so that the number cannot
     *     be why. {@link #finished} is called in any case
     */
    public synchronized Optional<Instant> tooMany(T work, Instant now) {
        Piece<T> piece = running.get(work);
        if (piece == null) {
            return Optional.empty();
        }
        piece.congested = true;
        for (String key : piece.keys()) {
            int others = notRejected(key);
            if (others > 0) {
                learnt.put(key, others, now);
                return Optional.of(lane(key, now).turn(limits.atOnce(), now));
            }
        }
        piece.congested = false;
        // Had others run there, they were rejected all the same, and what was learnt of it was wrong.
        piece.keys().stream().filter(key -> lane(key, now).running > 1).forEach(learnt::forget);
        return Optional.empty();
    }

    private int notRejected(String key) {
        return (int) running.values().stream()
                .filter(piece -> !piece.congested && piece.keys().contains(key))
                .count();
    }

    /**
     * A piece that was started is done.
     *
     * @param answered whether the destination answered
     */
    public synchronized Moves<T> finished(T work, boolean answered, Instant now) {
        Piece<T> piece = running.remove(work);
        if (piece != null) {
            Duration took = Duration.between(piece.started, now);
            giveUpPlace(piece);
            Optional<Duration> pace = piece.congested ? Optional.empty() : Optional.of(took);
            if (piece.unproved && !piece.slow) {
                pace.ifPresent(time -> unproved.finished(time, now));
            }
            piece.keys().forEach(key -> leave(key, pace, now));
            piece.bound.ifPresent(places::leave);
            if (answered) {
                reputation.proved(piece.keys(), now);
            }
        }
        return moves(next(now), List.of());
    }

    /** To be called several times a second: pieces become slow, and lanes that are slow keep nobody waiting any more. */
    public synchronized Moves<T> look(Instant now) {
        for (Piece<T> piece : running.values()) {
            if (!piece.slow && slow < limits.slow() && !now.isBefore(piece.started.plus(limits.slowAfter()))) {
                giveUpPlace(piece);
                piece.slow = true;
                slow++;
                reputation.unproved(piece.keys());
            }
        }
        List<Moves.Later<T>> later = new ArrayList<>();
        for (Iterator<Piece<T>> all = waiting.iterator(); all.hasNext(); ) {
            Piece<T> piece = all.next();
            Optional<Lane> stuck = piece.held ? piece.blockedBy.filter(lane -> !lane.isQuick(now)) : Optional.empty();
            if (stuck.isPresent()) {
                if (!hasRoom()) {
                    all.remove();
                    stuck.get().waiting--;
                    later.add(later(piece, stuck.get(), now));
                }
                piece.held = false;
                held--;
            }
        }
        List<T> start = next(now);
        lanes.values().removeIf(Lane::isIdle);
        return moves(start, later);
    }

    /** Returns how many lanes have work. */
    synchronized int busy() {
        return lanes.size();
    }

    /** Pieces that were requested have none kept for them: the caller may have no more to bring. */
    private boolean hasWorker() {
        return quick + held < limits.workers();
    }

    private boolean hasRoom() {
        return waiting.size() - held < limits.mostWaiting();
    }

    private Moves.Later<T> later(Piece<T> piece, Lane lane, Instant now) {
        int atOnce = Math.min(limits.atOnce(), piece.bound.map(Bound::most).orElse(Integer.MAX_VALUE));
        return new Moves.Later<>(piece.work, lane.turn(atOnce, now));
    }

    /** Starts what waited and may run now, the first in front. */
    private List<T> next(Instant now) {
        List<T> start = new ArrayList<>();
        for (Iterator<Piece<T>> all = waiting.iterator(); all.hasNext(); ) {
            Piece<T> piece = all.next();
            if ((piece.held ? quick < limits.workers() : hasWorker())
                    && full(piece, now).isEmpty()
                    && start(piece, now)) {
                all.remove();
                piece.blockedBy.ifPresent(lane -> lane.waiting--);
                held -= piece.held ? 1 : 0;
                piece.held = false;
                start.add(piece.work);
            }
        }
        return start;
    }

    /** Returns false if other lanes took the last place under its bound meanwhile. */
    private boolean start(Piece<T> piece, Instant now) {
        if (!piece.bound.map(places::take).orElse(true)) {
            return false;
        }
        piece.started = now;
        piece.unproved = !isProved(piece, now);
        quick++;
        unproved.running += piece.unproved ? 1 : 0;
        piece.keys().forEach(key -> lane(key, now).running++);
        running.put(piece.work, piece);
        return true;
    }

    /** Returns the first of its lanes in which there is no room. */
    private Optional<Lane> full(Piece<T> piece, Instant now) {
        Optional<Bound> reached = piece.bound.filter(places::isFull);
        if (reached.isPresent()) {
            return Optional.of(lane(reached.get().key(), now));
        }
        if (!isProved(piece, now) && unproved.running >= limits.unproved()) {
            return Optional.of(unproved);
        }
        // Half of the free workers for one destination, so that there is one left for the next.
        int share = Math.max(1, Math.min(limits.atOnce(), (limits.workers() - quick) / 2));
        for (String key : piece.keys()) {
            Optional<Lane> lane = Optional.ofNullable(lanes.get(key));
            int most = Math.min(key.equals(piece.destination) ? share : limit(key, now), learnt.of(key, now));
            if (lane.filter(busy -> busy.running >= most).isPresent()) {
                return lane;
            }
        }
        return Optional.empty();
    }

    private boolean isProved(Piece<T> piece, Instant now) {
        return piece.trusted
                || reputation.isProved(piece.destination, now)
                || piece.servers.stream().anyMatch(group -> reputation.isProved(group, now));
    }

    private int limit(String group, Instant now) {
        return reputation.isProved(group, now) ? limits.atOnceProved() : limits.atOnce();
    }

    private Lane lane(String key, Instant now) {
        return lanes.computeIfAbsent(key, any -> new Lane(now));
    }

    private void leave(String key, Optional<Duration> took, Instant now) {
        Lane lane = lane(key, now);
        lane.running--;
        took.ifPresent(time -> lane.finished(time, now));
        if (lane.isIdle()) {
            lanes.remove(key);
        }
    }

    private void giveUpPlace(Piece<T> piece) {
        if (piece.slow) {
            slow--;
        } else {
            quick--;
            unproved.running -= piece.unproved ? 1 : 0;
        }
    }

    private Moves<T> moves(List<T> start, List<Moves.Later<T>> later) {
        int more = Math.max(0, limits.workers() - quick - held - requested);
        requested += more;
        return new Moves<>(start, later, more);
    }
}
