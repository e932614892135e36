package dev.postern.pace;

import dev.postern.lanes.Places;
import javax.inject.Inject;
import javax.inject.Singleton;

/**
 * Counts deliveries of all outgoing queues of a gateway together, so that a destination's limit applies to mail in any
 * of them. Safe for any thread.
 */
@Singleton
public final class SharedLimits {
    private final Paces paces = new Paces();
    private final Places places = new Places();

    @Inject
    public SharedLimits() {}

    public Paces paces() {
        return paces;
    }

    public Places places() {
        return places;
    }
}
