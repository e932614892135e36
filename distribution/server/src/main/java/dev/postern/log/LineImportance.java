package dev.postern.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.postern.tracking.DecisionLog;
import java.util.List;
import java.util.Optional;
import org.slf4j.Marker;

/** How long a log line that cannot be written is kept: until so many bytes wait. */
enum LineImportance {
    /** Dropped first. Strangers cause such lines. */
    ORDINARY(1 << 20),
    /** A decision about mail that was accepted before. */
    DECISION(3 << 20),
    /**
     * The decision by which a partner's message was accepted. Never dropped: while more than {@link LineQueue#MOST_WAITING}
     * bytes wait, no mail is accepted, so that no more such lines can come than there are messages under way.
     */
    ACCEPTANCE(Long.MAX_VALUE);

    private final long limit;

    LineImportance(long limit) {
        this.limit = limit;
    }

    long limit() {
        return limit;
    }

    static LineImportance of(ILoggingEvent event) {
        for (Marker marker : Optional.ofNullable(event.getMarkerList()).orElse(List.of())) {
            if (marker.equals(DecisionLog.ACCEPTANCE)) {
                return ACCEPTANCE;
            }
            if (marker.equals(DecisionLog.DECISION)) {
                return DECISION;
            }
        }
        return ORDINARY;
    }
}
