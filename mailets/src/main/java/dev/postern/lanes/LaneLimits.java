package dev.postern.lanes;

import java.time.Duration;

/**
 * Limits the work that is under way.
 *
 * @param workers quick pieces of work at once
 * @param unproved how many of them for destinations that have not answered lately
 * @param slow pieces that are under way for longer than {@code slowAfter}, beside those
 * @param atOnce pieces for one destination, and for one owner of destinations that have not answered lately
 * @param atOnceProved pieces for one owner of destinations that have answered lately
 * @param mostWaiting pieces that wait here without keeping more from being brought
 * @param slowAfter when a piece counts as slow
 */
public record LaneLimits(
        int workers, int unproved, int slow, int atOnce, int atOnceProved, int mostWaiting, Duration slowAfter) {
    private static final int DESTINATIONS_AT_LEAST = 5;
    private static final int WAITING_PER_WORKER = 4;
    private static final int SLOW_PER_WORKER = 2;
    private static final int BOUNDED_PART = 8;
    private static final Duration SLOW = Duration.ofSeconds(5);

    /** Returns how many pieces may wait here for one bound of the operator's: a part, so that they leave room for others. */
    int mostBounded() {
        return Math.max(1, mostWaiting / BOUNDED_PART);
    }

    /** Returns the limits for so many workers: a fifth for one destination, a quarter only for proved ones. */
    public static LaneLimits of(int workers) {
        int atOnce = Math.max(1, workers / DESTINATIONS_AT_LEAST);
        return new LaneLimits(
                workers,
                Math.max(1, workers - workers / 4),
                workers * SLOW_PER_WORKER,
                atOnce,
                Math.max(atOnce, workers / 2),
                workers * WAITING_PER_WORKER,
                SLOW);
    }
}
