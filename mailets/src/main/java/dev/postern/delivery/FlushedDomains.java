package dev.postern.delivery;

import dev.postern.tls.DnsName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * For which domains an administrator, or a change of the partners, made what waits due at once. Not every queue
 * can make only that due; this tells what was meant. Safe for any thread.
 */
final class FlushedDomains {
    /** By then the queue has given out all that it made due. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final List<Flush> flushes = new CopyOnWriteArrayList<>();

    private record Flush(Instant at, Predicate<DnsName> domains) {}

    void free(Predicate<DnsName> domains, Instant now) {
        flushes.removeIf(flush -> flush.at().plus(REMEMBERED).isBefore(now));
        flushes.add(new Flush(now, domains));
    }

    /** Returns whether mail for that domain, which entered the queue at that time, was freed since. */
    boolean isFreed(DnsName domain, Instant queued) {
        return flushes.stream()
                .anyMatch(
                        flush -> !queued.isAfter(flush.at()) && flush.domains().test(domain));
    }
}
