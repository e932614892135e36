package dev.postern.lanes;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets what was used least recently once it holds many entries. For one thread at a time. */
final class Recent<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;
    private static final int MANY = 10_000;

    Recent() {
        super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > MANY;
    }
}
