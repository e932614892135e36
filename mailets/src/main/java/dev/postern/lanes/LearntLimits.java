package dev.postern.lanes;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Remembers how many pieces of work at once the servers of a destination, or one server, accepted lately. Guarded by {@link Lanes}. */
final class LearntLimits {
    private static final Duration TIME = Duration.ofHours(1);

    private record Limit(int most, Instant until) {}

    private final Recent<Limit> limits = new Recent<>();

    /** Returns the limit of that lane; the largest number if there is none. */
    int of(String key, Instant now) {
        return Optional.ofNullable(limits.get(key))
                .filter(limit -> now.isBefore(limit.until()))
                .map(Limit::most)
                .orElse(Integer.MAX_VALUE);
    }

    void forget(String key) {
        limits.remove(key);
    }

    /** @param most at least 1 */
    void put(String key, int most, Instant now) {
        limits.put(key, new Limit(Math.min(most, of(key, now)), now.plus(TIME)));
    }
}
