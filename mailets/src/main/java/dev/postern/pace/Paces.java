package dev.postern.pace;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the messages of each destination that has a rate their turns. Keeps no message: one whose turn has not come is queued until then.
 * The turns of many destinations are remembered, and of more those that were asked for last. Safe for any thread.
 */
public final class Paces {
    private static final Logger LOGGER = LoggerFactory.getLogger(Paces.class);
    private static final int MANY = 10_000;
    private static final Duration BETWEEN_NOTES = Duration.ofHours(1);

    private record Key(String destination, MessageRate rate) {}

    private final Map<Key, Pace> paces = new Recent<>();
    private final Map<Key, Instant> noted = new Recent<>();

    private static final class Recent<V> extends LinkedHashMap<Key, V> {
        private static final long serialVersionUID = 1L;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, V> eldest) {
            return size() > MANY;
        }
    }

    /**
     * Tells whether it is the turn of a message that came out of the queue.
     *
     * @param before the turn that it was given before, if it was
     * @return empty if it is, or if its destination has no rate; else when it is
     */
    public synchronized Optional<Slot> await(OutboundLimits limits, Optional<Slot> before, Instant now) {
        Optional<Key> key = key(limits);
        Optional<Slot> slot = key.flatMap(of -> pace(of).await(before, now));
        slot.ifPresent(turn -> note(key.orElseThrow(), now));
        return slot;
    }

    /**
     * Counts a message that is to be sent now.
     *
     * @param transactions how many it takes, at least 1
     * @return empty if it may be sent; else its turn: others came before it
     */
    public synchronized Optional<Slot> send(OutboundLimits limits, int transactions, Instant now) {
        return key(limits).flatMap(key -> pace(key).send(transactions, now));
    }

    /** Returns why messages of a destination wait: its rate, and when the last of them has its turn; empty if none waits. */
    public synchronized Optional<String> backlog(OutboundLimits limits, Instant now) {
        return key(limits)
                .flatMap(key -> Optional.ofNullable(paces.get(key))
                        .flatMap(pace -> pace.last(now))
                        .map(last -> "rate: " + key.rate().words() + ", the last one at " + last));
    }

    private Pace pace(Key key) {
        return paces.computeIfAbsent(key, of -> new Pace(of.rate()));
    }

    private static Optional<Key> key(OutboundLimits limits) {
        return limits.rate()
                .filter(MessageRate::isLimit)
                .map(rate -> new Key(limits.destination().orElse(""), rate));
    }

    private void note(Key key, Instant now) {
        if (noted.getOrDefault(key, Instant.EPOCH).plus(BETWEEN_NOTES).isAfter(now)) {
            return;
        }
        noted.put(key, now);
        LOGGER.info(
                "Mail for {} exceeds its rate, {}: deferring each message to its turn, without an attempt",
                key.destination(),
                key.rate().words());
    }
}
