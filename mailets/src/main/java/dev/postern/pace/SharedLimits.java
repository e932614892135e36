package dev.postern.pace;

import dev.postern.lanes.Places;
import javax.inject.Inject;
import javax.inject.Singleton;

/**
 * What all outgoing queues of a gateway count together, so that a limit of a destination holds for mail in any of them. Safe for any
 * thread.
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
