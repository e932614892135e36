package dev.postern.metrics;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.james.queue.api.MailQueue;

/**
 * Names the meter for a metric of James, which has one flat name for everything that it measures.
 *
 * @param name with dots, as Micrometer has names
 * @param tags what James puts into the name
 */
record JamesMeter(String name, Tags tags) {
    private static final Map<String, String> LOOKUPS = Map.of(
            "findMXRecords", "mx",
            "getByName", "address",
            "getAllByName", "addresses",
            "findTXTRecords", "txt",
            "getHostName", "ptr");

    /** Returns the meter of a number that only grows, if James's name is known to be of one. */
    static Optional<JamesMeter> counter(String james) {
        if (james.equals("smtpCommands")) {
            return Optional.of(new JamesMeter("postern.smtp.commands", Tags.empty()));
        }
        return prefixed(james, MailQueue.ENQUEUED_METRIC_NAME_PREFIX, "postern.queue.enqueued", "queue")
                .or(() -> prefixed(james, MailQueue.DEQUEUED_METRIC_NAME_PREFIX, "postern.queue.dequeued", "queue"));
    }

    /** Returns the meter of a number that may go up and down. */
    static JamesMeter gauge(String james) {
        if (james.equals("smtpConnections")) {
            return new JamesMeter("postern.smtp.connections", Tags.empty());
        }
        return prefixed(james, MailQueue.QUEUE_SIZE_METRIC_NAME_PREFIX, "postern.queue.messages", "queue")
                .orElseGet(() -> new JamesMeter("postern.james.value", tag("metric", james)));
    }

    /** Returns the meter of how long something takes. A name that is not known is that of a mailet's or matcher's class. */
    static JamesMeter timer(String james) {
        if (james.equals("spoolProcessing")) {
            return new JamesMeter("postern.spool.processing", Tags.empty());
        }
        return Optional.ofNullable(LOOKUPS.get(james))
                .map(lookup -> new JamesMeter("postern.dns.lookup", tag("lookup", lookup)))
                .or(() -> prefixed(james, "SMTP-", "postern.smtp.command", "command"))
                .or(() ->
                        prefixed(james, MailQueue.ENQUEUED_TIMER_METRIC_NAME_PREFIX, "postern.queue.enqueue", "queue"))
                .orElseGet(() -> new JamesMeter("postern.pipeline.step", tag("step", james)));
    }

    private static Optional<JamesMeter> prefixed(String james, String prefix, String name, String key) {
        return james.startsWith(prefix)
                ? Optional.of(new JamesMeter(
                        name, tag(key, james.substring(prefix.length()).toLowerCase(Locale.ROOT))))
                : Optional.empty();
    }

    private static Tags tag(String key, String value) {
        return Tags.of(Tag.of(key, value));
    }
}
