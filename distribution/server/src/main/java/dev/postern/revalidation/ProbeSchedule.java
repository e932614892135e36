package dev.postern.revalidation;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Says when a partner is due: once a period, at a time within it that its name decides, so that partners are spread evenly over the
 * period and keep their time after a restart.
 */
final class ProbeSchedule {
    private static final Duration LONGEST_GAP = Duration.ofSeconds(5);

    private final Duration every;

    ProbeSchedule(Duration every) {
        this.every = every;
    }

    /**
     * Returns whether the partner is due.
     *
     * @param last when it was probed last; empty: never, and then it is due at once
     */
    boolean isDue(String partner, Optional<Instant> last, Instant now) {
        return last.isEmpty()
                || last.get().isBefore(lastTime(partner, now))
                || last.get().isAfter(now);
    }

    /** Returns the latest time, not after {@code now}, at which the partner is to be probed. */
    Instant lastTime(String partner, Instant now) {
        long period = every.toMillis();
        long offset = Math.floorMod(
                Hashing.sha256().hashString(partner, StandardCharsets.UTF_8).asLong(), period);
        return Instant.ofEpochMilli(Math.floorDiv(now.toEpochMilli() - offset, period) * period + offset);
    }

    /** Returns the pause after each probe: were all partners due at once, probing them would take half a period at least. */
    Duration gap(int partners) {
        Duration share = every.dividedBy(2L * Math.max(1, partners));
        return share.compareTo(LONGEST_GAP) < 0 ? share : LONGEST_GAP;
    }
}
