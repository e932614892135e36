package dev.postern.lanes;

import java.util.HashMap;
import java.util.Map;

/** Counts the pieces that run under each {@link Bound}, in several {@link Lanes} together. Safe for any thread. */
public final class Places {
    private final Map<String, Integer> taken = new HashMap<>();

    synchronized boolean isFull(Bound bound) {
        return taken.getOrDefault(bound.key(), 0) >= bound.most();
    }

    /** Returns false, and takes none, if there is none left. */
    synchronized boolean take(Bound bound) {
        if (isFull(bound)) {
            return false;
        }
        taken.merge(bound.key(), 1, Integer::sum);
        return true;
    }

    synchronized void leave(Bound bound) {
        taken.computeIfPresent(bound.key(), (key, count) -> count > 1 ? count - 1 : null);
    }

    synchronized int keys() {
        return taken.size();
    }
}
