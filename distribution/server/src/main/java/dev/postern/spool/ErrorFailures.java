package dev.postern.spool;

import dev.postern.text.Plural;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks the messages for which the processor {@code error} itself fails: they stay in the spool. One ERROR tells of
 * the first of them, one WARN that none is left. It is no fault of the gateway as a whole, as one message may be to
 * blame. Safe for any thread.
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
                    "Processor error failed for {}; retrying in {}. Messages that it fails for stay in the spool, and"
                            + " /healthz lists them; further failures are not logged until all of them are processed",
                    message,
                    delay,
                    failure);
        } else {
            LOGGER.debug("Processor error failed for {}; retrying in {}", message, delay, failure);
        }
    }

    /** Records that the message has left the spool. */
    synchronized void settled(String message) {
        if (waiting.remove(message) && waiting.isEmpty()) {
            LOGGER.warn("Processor error recovered; no message is waiting for it");
        }
    }

    /** Returns a line if there are any. */
    synchronized List<String> problems() {
        return waiting.isEmpty()
                ? List.of()
                : List.of("Processor error fails for " + Plural.of(waiting.size(), "message")
                        + ", which will be retried: "
                        + String.join(", ", waiting.stream().limit(NAMED).toList())
                        + (waiting.size() > NAMED ? ", ..." : ""));
    }
}
