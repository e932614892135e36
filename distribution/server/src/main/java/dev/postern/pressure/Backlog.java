package dev.postern.pressure;

import dev.postern.partner.PartnerDirectory;
import dev.postern.queue.QueueBacklog.Waiting;
import dev.postern.tls.DnsName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Counts the queued messages at one moment. Immutable.
 *
 * @param queues by the queue's name
 * @param partners by the partner's name: what waits to be sent to them
 */
public record Backlog(Instant at, SortedMap<String, Part> queues, SortedMap<String, Part> partners) {
    private static final String SPOOL = "spool";

    /**
     * Some messages.
     *
     * @param oldest since when the oldest of them waits, to the minute
     */
    public record Part(long count, Instant oldest) {
        Part plus(Part other) {
            return new Part(count + other.count, oldest.isBefore(other.oldest) ? oldest : other.oldest);
        }
    }

    static Backlog of(List<Waiting> waiting, PartnerDirectory directory, Instant at) {
        SortedMap<String, Part> queues = new TreeMap<>();
        SortedMap<String, Part> partners = new TreeMap<>();
        for (Waiting some : waiting) {
            var part = new Part(some.count(), some.oldest());
            queues.merge(some.queue(), part, Part::plus);
            if (!some.queue().equals(SPOOL)) {
                DnsName.parse(some.domain())
                        .flatMap(directory::partnerOf)
                        .ifPresent(partner -> partners.merge(partner.name(), part, Part::plus));
            }
        }
        return new Backlog(at, queues, partners);
    }

    public long count() {
        return queues.values().stream().mapToLong(Part::count).sum();
    }

    /** Returns the age of the oldest message; empty if there is none. */
    public Optional<Duration> age() {
        return queues.values().stream().reduce(Part::plus).map(this::age);
    }

    private Duration age(Part part) {
        return Duration.between(part.oldest(), at);
    }

    /** Returns the line for the log: counts, and the age of the oldest in minutes. */
    String line() {
        return "messages=" + count() + " oldest=" + age().orElse(Duration.ZERO).toMinutes() + "m " + words(queues)
                + (partners.isEmpty() ? "" : " partners: " + words(partners));
    }

    private String words(SortedMap<String, Part> parts) {
        return parts.entrySet().stream()
                .map(part -> part.getKey() + "=" + part.getValue().count() + "(oldest "
                        + age(part.getValue()).toMinutes() + "m)")
                .collect(Collectors.joining(" "));
    }
}
