package dev.postern.lanes;

import java.time.Instant;
import java.util.List;

/**
 * Lists what a caller of {@link Lanes} must do now.
 *
 * @param start pieces of work to start; {@link Lanes#finished} must be called for each when it is done
 * @param later pieces for which there is no room: to be brought again at their time
 * @param request how many more to bring
 */
public record Moves<T>(List<T> start, List<Later<T>> later, int request) {
    public Moves {
        start = List.copyOf(start);
        later = List.copyOf(later);
    }

    /** A piece of work whose turn may have come at that time. */
    public record Later<T>(T work, Instant turn) {}
}
