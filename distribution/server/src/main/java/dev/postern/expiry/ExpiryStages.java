package dev.postern.expiry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The stages in which people are told that a certificate expires: 30, 14, 7, 3 and 1 days before, and once it has expired. */
public final class ExpiryStages {
    private static final List<Duration> STAGES = List.of(
            Duration.ofDays(30), Duration.ofDays(14), Duration.ofDays(7), Duration.ofDays(3), Duration.ofDays(1));
    private static final int EXPIRED = STAGES.size() + 1;

    private ExpiryStages() {}

    /** Returns how many stages a certificate that ends then has reached; 0: none. */
    public static int reached(Instant end, Instant now) {
        if (now.isAfter(end)) {
            return EXPIRED;
        }
        return (int) STAGES.stream()
                .filter(before -> !now.plus(before).isBefore(end))
                .count();
    }

    /** Returns whether that stage is the last one, after the end. */
    public static boolean isExpired(int stage) {
        return stage == EXPIRED;
    }

    /** Returns the time that is left, in words. */
    public static String left(Instant end, Instant now) {
        Duration left = Duration.between(now, end);
        return left.toDays() > 0 ? left.toDays() + " days" : left.toHours() + " hours";
    }
}
