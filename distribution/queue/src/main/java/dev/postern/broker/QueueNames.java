package dev.postern.broker;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.james.queue.api.MailQueueName;

/**
 * Translates between names of mail queues and names of queues at the broker. A mail queue is one there, and one more
 * for each slot of time in which delayed messages of it fall due. An address there has the name of its only queue.
 */
public final class QueueNames {
    /** Matches all slots in the broker's address settings. */
    static final String ALL_SLOTS = "postern-later.#";

    private static final String QUEUE = "postern.";
    private static final String SLOT = "postern-later.";

    private QueueNames() {}

    /** A slot of delayed messages. */
    public record Slot(MailQueueName queue, Instant due) {}

    public static String of(MailQueueName queue) {
        return QUEUE + escaped(queue);
    }

    public static String of(Slot slot) {
        return SLOT + escaped(slot.queue()) + "." + slot.due().toEpochMilli();
    }

    public static boolean isOurs(String name) {
        return queue(name).isPresent() || slot(name).isPresent();
    }

    /** Returns the mail queue that is stored in the broker's queue of that name. */
    public static Optional<MailQueueName> queue(String name) {
        return name.startsWith(QUEUE) && name.length() > QUEUE.length()
                ? Optional.of(unescaped(name.substring(QUEUE.length())))
                : Optional.empty();
    }

    /** Returns the slot that is stored in the broker's queue of that name. */
    public static Optional<Slot> slot(String name) {
        int dot = name.lastIndexOf('.');
        if (!name.startsWith(SLOT) || dot <= SLOT.length()) {
            return Optional.empty();
        }
        try {
            var due = Instant.ofEpochMilli(Long.parseLong(name.substring(dot + 1)));
            return Optional.of(new Slot(unescaped(name.substring(SLOT.length(), dot)), due));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Escapes dots, asterisks and number signs, which are special to the broker. */
    private static String escaped(MailQueueName queue) {
        return URLEncoder.encode(queue.asString(), StandardCharsets.UTF_8)
                .replace(".", "%2E")
                .replace("*", "%2A");
    }

    private static MailQueueName unescaped(String name) {
        return MailQueueName.of(URLDecoder.decode(name, StandardCharsets.UTF_8));
    }
}
