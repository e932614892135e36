package dev.postern.soak;

import dev.postern.testing.smtp.Mailroom;
import dev.postern.testing.smtp.ScriptedSmtpServer.Received;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mail servers of the partner and of our own organisation: notes when each honest message arrives, and how long it took.
 * Knows only recipients whose names do not begin with {@code nobody} or {@code xxx}. Safe for any thread.
 */
final class Arrivals implements Mailroom {
    private static final Pattern MARKER = Pattern.compile("Subject: (letter-\\S+)\r\n");
    private static final double NANOS_PER_MILLI = 1e6;

    private final Map<String, Honest> expected = new ConcurrentHashMap<>();
    private final Map<String, Queue<Double>> latencies = new ConcurrentHashMap<>();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong inClear = new AtomicLong();

    private record Honest(long due, AtomicLong accepted, AtomicLong arrivals) {}

    /** @param due when it was to be sent, as {@link System#nanoTime} counts */
    void expect(String marker, long due) {
        expected.put(marker, new Honest(due, new AtomicLong(), new AtomicLong()));
    }

    /** The gateway has answered 250. */
    void accepted(String marker) {
        Optional.ofNullable(expected.get(marker))
                .ifPresent(honest -> honest.accepted().incrementAndGet());
    }

    @Override
    public Optional<String> refusal(String recipient) {
        return recipient.startsWith("nobody") || recipient.startsWith("xxx")
                ? Optional.of("550 5.1.1 <" + recipient + ">: no such user")
                : Optional.empty();
    }

    @Override
    public void take(Received message) {
        Matcher marker = MARKER.matcher(message.content());
        Optional<Honest> honest = marker.find() ? Optional.ofNullable(expected.get(marker.group(1))) : Optional.empty();
        if (honest.isEmpty()) {
            return; // an attacker's, or a bounce
        }
        if (message.tls().isEmpty()) {
            inClear.incrementAndGet();
        }
        if (honest.get().arrivals().getAndIncrement() > 0) {
            duplicates.incrementAndGet();
        } else {
            message.recipients()
                    .forEach(recipient -> latencies
                            .computeIfAbsent(recipient, any -> new ConcurrentLinkedQueue<>())
                            .add((System.nanoTime() - honest.get().due()) / NANOS_PER_MILLI));
        }
    }

    /** Messages that were accepted and have not arrived. */
    long missing() {
        return expected.values().stream()
                .filter(honest ->
                        honest.accepted().get() > 0 && honest.arrivals().get() == 0)
                .count();
    }

    long duplicates() {
        return duplicates.get();
    }

    /** Messages that came without TLS. */
    long inClear() {
        return inClear.get();
    }

    /** Whether something has arrived at each recipient since {@link #latencies} was last asked for it. */
    boolean inBothDirections() {
        return Arrays.stream(Direction.values()).allMatch(direction -> latencies.containsKey(direction.recipient));
    }

    /** Returns the times from due to arrived at that recipient, in milliseconds, and forgets them. */
    List<Double> latencies(Direction direction) {
        Queue<Double> taken = latencies.remove(direction.recipient);
        return taken == null ? List.of() : List.copyOf(taken);
    }
}
