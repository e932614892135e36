package dev.postern.pace;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;

/** A queue whose messages go to one destination with a rate: each comes out when it is due, or a little later. */
final class PaceSimulation {
    static final Instant START = Instant.parse("2026-03-01T10:15:00Z");

    private record Message(int number, Instant due, Optional<Slot> slot) {}

    private final OutboundLimits limits;
    private final Duration lateness;
    private final Random random;
    private final PriorityQueue<Message> queue =
            new PriorityQueue<>(Comparator.comparing(Message::due).thenComparing(Message::number));
    private Paces paces = new Paces();
    private Instant now = START;
    private int added;
    /** When each message was sent, in that order. */
    final List<Instant> sent = new ArrayList<>();
    /** The numbers of the messages, in the same order. */
    final List<Integer> order = new ArrayList<>();
    /** How often messages came out of the queue in vain. */
    int deferrals;

    PaceSimulation(MessageRate rate, Duration lateness, long seed) {
        this.limits = OutboundLimits.NONE
                .or(new OutboundLimits(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(rate), Optional.empty()))
                .of("a.test");
        this.lateness = lateness;
        this.random = new Random(seed);
    }

    void add(int messages, Instant due) {
        IntStream.range(0, messages).forEach(any -> queue.add(new Message(added++, due, Optional.empty())));
    }

    /** Lets time pass until nothing is queued, or until then. */
    void run(Instant end) {
        while (!queue.isEmpty() && queue.peek().due().isBefore(end)) {
            Message message = queue.remove();
            now = now.isBefore(message.due()) ? message.due() : now;
            take(message);
        }
        now = now.isBefore(end) ? end : now;
    }

    private void take(Message message) {
        Optional<Slot> slot = paces.await(limits, message.slot(), now).or(() -> paces.send(limits, 1, now));
        if (slot.isEmpty()) {
            sent.add(now);
            order.add(message.number());
            return;
        }
        deferrals++;
        Duration late = lateness.isZero() ? Duration.ZERO : Duration.ofMillis(random.nextLong(lateness.toMillis() + 1));
        queue.add(new Message(message.number(), slot.get().at().plus(late), slot));
    }

    /** Nothing is sent for that time. */
    void standStill(Duration time) {
        now = now.plus(time);
    }

    /** All is forgotten but what the queued messages remember. */
    void restart() {
        paces = new Paces();
    }

    /** Returns how many were sent at most within any time of that length. */
    int mostWithin(Duration time) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < sent.size(); last++) {
            while (!sent.get(first).plus(time).isAfter(sent.get(last))) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }
}
