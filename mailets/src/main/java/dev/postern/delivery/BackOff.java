package dev.postern.delivery;

import dev.postern.smtpclient.Cause;
import dev.postern.tls.DnsName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * Decides which destinations are backed off for a while because nobody there could be reached on the agreed terms. All messages for
 * such a destination wait until its next time; then one of them is tried first, and the others follow once that one came
 * through. Safe for any thread.
 */
final class BackOff {
    /** What nobody asked for any more this long after its next time is forgotten. */
    private static final Duration FORGOTTEN = Duration.ofDays(1);

    private static final int MANY = 10_000;
    private static final Duration WHILE_PROBED = Duration.ofSeconds(20);

    private final Map<String, Failing> failing = new HashMap<>();

    /**
     * @param domain one whose mail goes there
     * @param probed whether one message is under way to find out
     * @param cause why the last attempt failed
     */
    private record Failing(DnsName domain, int failures, Instant until, boolean probed, Cause cause) {
        Failing probed(boolean now) {
            return new Failing(domain, failures, until, now, cause);
        }
    }

    /**
     * The time for which a message is deferred.
     *
     * @param until when it may ask again
     */
    record Period(Instant until, Cause cause) {
        /** Of a wait: messages of one destination must not all come back at once. */
        private static final int SPREAD = 4;

        /** Returns how long a message waits from now on: until then, or up to a quarter longer. */
        Duration waitFrom(Instant now) {
            Duration wait = Duration.between(now, until);
            long most = Math.max(1, wait.toMillis() / SPREAD);
            return wait.plusMillis(ThreadLocalRandom.current().nextLong(most));
        }
    }

    /**
     * Whether a message may be tried. The one that may when the destination's time has come is the probe: how it went must
     * be told.
     *
     * @return empty if it may
     */
    synchronized Optional<Period> admit(String servers, Instant now) {
        Failing state = failing.get(servers);
        if (state == null) {
            return Optional.empty();
        }
        if (now.isBefore(state.until())) {
            return Optional.of(new Period(state.until(), state.cause()));
        }
        if (state.probed()) {
            return Optional.of(new Period(now.plus(WHILE_PROBED), state.cause()));
        }
        failing.put(servers, state.probed(true));
        return Optional.empty();
    }

    /** Returns until when a destination is backed off; empty if it is not. Asks for no turn. */
    synchronized Optional<Period> backedOffUntil(String servers, Instant now) {
        return Optional.ofNullable(failing.get(servers))
                .filter(state -> now.isBefore(state.until()))
                .map(state -> new Period(state.until(), state.cause()));
    }

    /**
     * A server there took or refused the message on the agreed terms: the destination is open again.
     *
     * @return whether it was not before, so that messages may be waiting for nothing any more
     */
    synchronized boolean reached(String servers) {
        return failing.remove(servers) != null;
    }

    /** Nothing is known of the destination after an attempt that came to nothing by our own fault. */
    synchronized void unknown(String servers) {
        failing.computeIfPresent(servers, (name, state) -> state.probed(false));
    }

    /**
     * Nobody there could be reached. Several attempts that were under way together count as one failure.
     *
     * @param attempts how often the message was tried: it may know of failures from before a restart
     * @param waits after the first failure, the second, and so on; the last one repeats
     * @return when it is tried again
     */
    synchronized Instant failed(
            String servers, DnsName domain, Cause cause, int attempts, List<Duration> waits, Instant now) {
        Failing before = failing.get(servers);
        if (before != null && now.isBefore(before.until())) {
            return before.until();
        }
        int failures = Math.max(attempts, before == null ? 1 : before.failures() + 1);
        Instant until = now.plus(waits.get(Math.min(failures, waits.size()) - 1));
        forgetOld(now);
        failing.put(servers, new Failing(domain, failures, until, false, cause));
        return until;
    }

    /** The destinations of these domains may be tried again, without a probe. */
    synchronized void free(Predicate<DnsName> domains) {
        failing.values().removeIf(state -> domains.test(state.domain()));
    }

    private void forgetOld(Instant now) {
        if (failing.size() >= MANY) {
            failing.values().removeIf(state -> state.until().plus(FORGOTTEN).isBefore(now));
        }
    }
}
