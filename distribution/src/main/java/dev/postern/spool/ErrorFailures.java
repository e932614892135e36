package dev.postern.spool;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages at which the processor {@code error} itself fails: they wait in the spool. One ERROR tells of the first of them, one
 * WARN that none is left. It is no fault of the gateway as a whole, as one message may be to blame. Safe for any thread.
 */
final class ErrorFailures {
    private static final Logger LOGGER = LoggerFactory.getLogger(ErrorFailures.class);
    private static final int NAMED = 5;

    private final Set<String> waiting = new TreeSet<>(); // guarded by this

    synchronized void failed(String message, Duration delay, Throwable failure) {
        boolean first = waiting.isEmpty();
        waiting.add(message);
        if (first) {
            LOGGER.error(
                    "The processor error failed at {}. It and others like it stay in the spool and are retried, at first in {}; /healthz"
                            + " lists them, and no further failure is logged until all are processed",
                    message,
                    delay,
                    failure);
        } else {
            LOGGER.debug("The processor error failed at {}; retrying in {}", message, delay, failure);
        }
    }

    /** That message has left the spool. */
    synchronized void settled(String message) {
        if (waiting.remove(message) && waiting.isEmpty()) {
            LOGGER.warn("The processor error works again; no message waits for it");
        }
    }

    /** Returns a line if there are any. */
    synchronized List<String> problems() {
        return waiting.isEmpty()
                ? List.of()
                : List.of("The processor error fails at " + waiting.size() + " messages, which are retried: "
                        + String.join(", ", waiting.stream().limit(NAMED).toList())
                        + (waiting.size() > NAMED ? ", ..." : ""));
    }
}
