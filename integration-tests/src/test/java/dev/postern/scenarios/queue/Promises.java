package dev.postern.scenarios.queue;

import dev.postern.testing.smtp.Letter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** All that the gateway was given, and all that went wrong with it. Safe for any thread. */
final class Promises {
    private final Map<String, Promise> all = new ConcurrentHashMap<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    /** To be called before the first byte is sent: what was not accepted may arrive, too, but never in part. */
    Promise offer(Letter letter, List<String> recipients, boolean toRepository) {
        var promise = new Promise(letter, recipients, toRepository);
        all.put(letter.marker(), promise);
        return promise;
    }

    Optional<Promise> of(String marker) {
        return Optional.ofNullable(all.get(marker));
    }

    /** Something that must not happen, whatever is killed when. */
    void fault(String what) {
        faults.add(what);
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    /** What was accepted and is not yet where it belongs. */
    List<Promise> open() {
        return all.values().stream()
                .filter(Promise::isAccepted)
                .filter(promise -> !promise.missing().isEmpty())
                .toList();
    }

    @Override
    public String toString() {
        return "%d accepted of %d given, %d of them not yet there, %d duplicates"
                .formatted(
                        all.values().stream().filter(Promise::isAccepted).count(),
                        all.size(),
                        open().size(),
                        all.values().stream().mapToInt(Promise::duplicates).sum());
    }
}
