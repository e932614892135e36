package dev.postern.delivery;

import dev.postern.attempt.Attempts;
import java.time.Instant;
import java.util.Optional;
import org.apache.mailet.Mail;

/**
 * What waits for one partner or domain.
 *
 * @param messages how many, each counted once per recipient domain
 * @param oldest when the first of them entered the queue
 * @param why what keeps them here, as far as it is more than an attempt that failed
 */
public record Waiting(long messages, Instant oldest, Optional<String> why) {

    /** For no other reason than that an attempt failed, or that none was made yet. */
    public Waiting(long messages, Instant oldest) {
        this(messages, oldest, Optional.empty());
    }

    /** The same for that reason. */
    Waiting because(Optional<String> reason) {
        return new Waiting(messages, oldest, reason.or(() -> why));
    }

    static Waiting of(Mail mail, Instant otherwise) {
        return new Waiting(1, Attempts.since(mail, otherwise));
    }

    /** Both together. */
    public Waiting and(Waiting other) {
        return new Waiting(
                messages + other.messages, oldest.isBefore(other.oldest) ? oldest : other.oldest, why.or(other::why));
    }
}
