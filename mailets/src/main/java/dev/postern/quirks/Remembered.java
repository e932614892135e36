package dev.postern.quirks;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Values that are forgotten some time after they were put, or once many others were used since. Safe for any thread.
 *
 * @param <K> compared by {@code equals}
 */
final class Remembered<K, V> {
    private static final int MOST = 1024;

    private record Entry<V>(V value, Instant until) {}

    private final Clock clock;
    private final Duration time;
    private final Map<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Entry<V>> eldest) {
            return size() > MOST;
        }
    };

    Remembered(Clock clock, Duration time) {
        this.clock = clock;
        this.time = time;
    }

    /** Puts the value in the place of any before it; its time begins anew. */
    synchronized void put(K key, V value) {
        entries.put(key, new Entry<>(value, clock.instant().plus(time)));
    }

    synchronized Optional<V> get(K key) {
        Entry<V> entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        if (!clock.instant().isBefore(entry.until())) {
            entries.remove(key);
            return Optional.empty();
        }
        return Optional.of(entry.value());
    }

    synchronized int size() {
        return entries.size();
    }
}
