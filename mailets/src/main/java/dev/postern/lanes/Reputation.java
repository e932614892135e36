package dev.postern.lanes;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Remembers which destinations answered lately, and whose servers they have. Guarded by {@link Lanes}. */
final class Reputation {
    private static final Duration LATELY = Duration.ofHours(1);

    private final Recent<Instant> answered = new Recent<>();
    private final Recent<Set<String>> servers = new Recent<>();

    boolean isProved(String key, Instant now) {
        return Optional.ofNullable(answered.get(key))
                .filter(at -> now.isBefore(at.plus(LATELY)))
                .isPresent();
    }

    void proved(Collection<String> keys, Instant now) {
        keys.forEach(key -> answered.put(key, now));
    }

    void unproved(Collection<String> keys) {
        keys.forEach(answered::remove);
    }

    /** Returns the groups of servers that the destination had when it was looked up last. */
    Set<String> serversOf(String destination) {
        return servers.getOrDefault(destination, Set.of());
    }

    void hasServers(String destination, Set<String> groups) {
        servers.put(destination, Set.copyOf(groups));
    }
}
