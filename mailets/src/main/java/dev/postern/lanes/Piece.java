package dev.postern.lanes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One piece of work on its way through the lanes. Guarded by {@link Lanes}. */
final class Piece<T> {
    final T work;
    final String destination;
    /** Of the destination's own name. */
    final Set<String> owners;
    /** Of its servers, as far as they are known. */
    Set<String> servers;
    /** Whether the operator configured the destination: it needs no proof. */
    final boolean trusted;
    /** How many of its kind may run at once. */
    final Optional<Bound> bound;

    /** In which lane there was no room. */
    Optional<Lane> blockedBy = Optional.empty();
    /** Whether it waits, and keeps its caller from bringing other work. */
    boolean held;

    boolean unproved;
    boolean slow;
    boolean congested;
    Instant started = Instant.MIN;

    Piece(T work, String destination, Set<String> owners, Set<String> servers, boolean trusted, Optional<Bound> bound) {
        this.work = work;
        this.destination = destination;
        this.owners = owners;
        this.servers = servers;
        this.trusted = trusted;
        this.bound = bound;
    }

    /** Returns the keys of all lanes that it runs in, the destination's first. */
    List<String> keys() {
        Set<String> keys = new LinkedHashSet<>();
        keys.add(destination);
        keys.addAll(owners);
        keys.addAll(servers);
        bound.map(Bound::key).ifPresent(keys::add);
        return new ArrayList<>(keys);
    }
}
