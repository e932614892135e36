package dev.postern.delivery;

import java.time.Instant;
import org.apache.mailet.Mail;

/**
 * What waits for one partner or domain.
 *
 * @param messages how many, each counted once per recipient domain
 * @param oldest when the first of them entered the queue
 */
public record Waiting(long messages, Instant oldest) {

    static Waiting of(Mail mail, Instant otherwise) {
        return new Waiting(1, Attempts.since(mail, otherwise));
    }

    /** Both together. */
    public Waiting and(Waiting other) {
        return new Waiting(messages + other.messages, oldest.isBefore(other.oldest) ? oldest : other.oldest);
    }
}
