package dev.postern.smtpclient;

import java.time.Duration;

/**
 * Bounds one attempt over all hosts and addresses of a message. The time for establishing sessions (look-ups, connecting,
 * greeting, EHLO, TLS) has a bound of its own, of which each host that is left gets an equal share: silent hosts cost
 * little, and none keeps the ones behind it from being tried. Runs on the monotonic clock. For one thread.
 */
public final class AttemptDeadline {
    /** Every host that is tried at all gets as much. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final long began = System.nanoTime();
    private final SmtpTimeouts timeouts;
    private Duration spent = Duration.ZERO;

    AttemptDeadline(SmtpTimeouts timeouts) {
        this.timeouts = timeouts;
    }

    /** Returns whether no other host may be tried. */
    public boolean isOver() {
        return left().isZero();
    }

    /** Returns whether no time is left for establishing a session once that much more is spent. */
    public boolean isSearchOverAfter(Duration time) {
        return searchLeft().compareTo(time) <= 0;
    }

    /** Returns what is left for everything; never negative. */
    public Duration left() {
        return notNegative(timeouts.conversation().minusNanos(System.nanoTime() - began));
    }

    /**
     * Returns how long establishing the next session may take.
     *
     * @param hosts how many have not been tried yet, the next one included
     */
    Duration forSession(int hosts) {
        Duration share = searchLeft().dividedBy(Math.max(1, hosts));
        return share.compareTo(SHORTEST) < 0 ? SHORTEST : share;
    }

    /** Counts time that establishing a session, or looking for hosts, has taken. */
    public void spent(Duration time) {
        spent = spent.plus(time);
    }

    private Duration searchLeft() {
        Duration search = notNegative(timeouts.establishing().minus(spent));
        Duration all = left();
        return search.compareTo(all) < 0 ? search : all;
    }

    private static Duration notNegative(Duration time) {
        return time.isNegative() ? Duration.ZERO : time;
    }
}
