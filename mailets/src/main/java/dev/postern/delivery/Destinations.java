package dev.postern.delivery;

import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptResult;
import dev.postern.attempt.Reachability;
import dev.postern.route.MessageRoutes;
import dev.postern.smtpclient.Cause;
import dev.postern.tls.DnsName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.james.queue.api.MailQueue.MailQueueException;

/**
 * Remembers which destinations are backed off, and which may be tried nevertheless. Mail for a destination that
 * answers again leaves the queue at once. Safe for any thread.
 */
final class Destinations {
    private final MessageRoutes routes;
    private final FlushRequests flushes;
    private final Clock clock;
    private final BackOff backOff;
    private final FlushedDomains flushed = new FlushedDomains();

    /** @param flushes make mail in the queue due */
    Destinations(MessageRoutes routes, FlushRequests flushes, BackOff backOff, Clock clock) {
        this.routes = routes;
        this.flushes = flushes;
        this.backOff = backOff;
        this.clock = clock;
    }

    /** Returns until when a destination is backed off; empty if it is not. */
    Optional<BackOff.Period> backedOffUntil(Destination destination, Instant now) {
        return backOff.backedOffUntil(destination.servers(), now);
    }

    /** Returns until when a destination is backed off. Once that time is over, returns empty for one message only, its probe. */
    Optional<BackOff.Period> probe(Destination destination, Instant now) {
        return backOff.admit(destination.servers(), now);
    }

    /** Makes the next message the probe, as the last one was not attempted or its attempt says nothing of the destination. */
    void notTried(Destination destination) {
        backOff.unknown(destination.servers());
    }

    /** Returns whether mail for that domain, which entered the queue at that time, may be tried though it is not due. */
    boolean isFlushed(DnsName domain, Instant queued) {
        return flushed.isFreed(domain, queued);
    }

    /** Makes mail for these domains leave the queue now, whatever is known of their servers. */
    void flush(Predicate<DnsName> domains) throws MailQueueException {
        free(domains);
        flushes.flush(domains);
    }

    private void free(Predicate<DnsName> domains) {
        flushed.free(domains, clock.instant());
        backOff.free(domains);
    }

    /**
     * Learns what an attempt says of its destination as a whole. In monitor mode too it is the outcome that counts: a message
     * delivered despite the rule shows that the server answers.
     *
     * @param reachability what it says
     * @return how long the destination is backed off; empty if it was reached, or if the attempt says nothing of it
     */
    Optional<Duration> learn(Departure departure, AttemptResult result, Reachability reachability, RetryPolicy policy) {
        String servers = departure.destination().servers();
        DnsName domain = departure.message().domain();
        switch (reachability) {
            case REACHED -> {
                if (backOff.reached(servers)) {
                    reopen(other -> other.equals(domain) || serversOf(other).equals(servers));
                }
                return Optional.empty();
            }
            case UNKNOWN -> {
                backOff.unknown(servers);
                return Optional.empty();
            }
            case UNREACHABLE -> {
                Instant until =
                        backOff.failed(servers, domain, cause(result), policy.attempts(), policy.waits(), policy.now());
                return Optional.of(Duration.between(policy.now(), until));
            }
        }
        throw new AssertionError(reachability);
    }

    private static Cause cause(AttemptResult result) {
        return result.outcomes().values().stream()
                .filter(Deferred.class::isInstance)
                .map(outcome -> ((Deferred) outcome).cause())
                .findFirst()
                .orElseThrow();
    }

    private String serversOf(DnsName domain) {
        return Destination.of(domain, routes.routeOf(domain)).servers();
    }

    /** Flushes the mail for servers that answer again. */
    private void reopen(Predicate<DnsName> domains) {
        free(domains);
        flushes.add(domains);
    }
}
