package dev.postern.tracking;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;

/**
 * Writes one line per decision to the logger {@code dev.postern.decision}: {@code key=value} pairs in a fixed order, so
 * that {@code grep 'partner=contoso'} finds everything about a partner. Safe for any thread.
 */
public final class DecisionLog implements TrackingListener {
    /** Marks the line by which a partner's message is accepted: whoever drops log lines must not drop this one. */
    public static final Marker ACCEPTANCE = MarkerFactory.getMarker("postern.acceptance");

    /** Marks a line about mail that was accepted before. */
    public static final Marker DECISION = MarkerFactory.getMarker("postern.decision");

    /** Marks a line about mail that is not accepted, which anybody can cause as often as he likes. */
    public static final Marker REJECTION = MarkerFactory.getMarker("postern.rejection");

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.postern.decision");

    /** Logs at WARN if mail was, or would have been, kept from travelling, else at INFO. */
    @Override
    public void on(TrackingEvent event) {
        DecisionLine.of(event)
                .forEach(line ->
                        LOGGER.atLevel(level(line)).addMarker(marker(line)).log("{}", line.text()));
    }

    private static Level level(DecisionLine line) {
        return switch (line.kind()) {
            case RECEIVED, EXEMPT, QUEUED, DELIVERED -> Level.INFO;
            case REJECTED,
                    TEMPFAIL,
                    QUARANTINED,
                    WOULD_REJECT,
                    WOULD_DEFER,
                    WOULD_QUARANTINE,
                    DEFERRED,
                    BOUNCED,
                    WOULD_BOUNCE -> Level.WARN;
        };
    }

    private static Marker marker(DecisionLine line) {
        return switch (line.kind()) {
            case RECEIVED, EXEMPT, WOULD_REJECT, WOULD_QUARANTINE -> ACCEPTANCE;
            case WOULD_DEFER -> line.inbound() ? ACCEPTANCE : DECISION;
            case REJECTED, TEMPFAIL -> REJECTION;
            case QUARANTINED, QUEUED, DELIVERED, DEFERRED, BOUNCED, WOULD_BOUNCE -> DECISION;
        };
    }
}
