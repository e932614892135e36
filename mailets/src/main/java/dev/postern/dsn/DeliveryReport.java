package dev.postern.dsn;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.apache.mailet.Mail;

/**
 * The outcome of one attempt, as far as the sender is told of it.
 *
 * @param mail the message that it is about
 * @param recipients at least one
 * @param arrival when the gateway accepted the message
 * @param attempted when the attempt ended
 * @param willRetryUntil when a delayed message will be returned
 * @param standing how much of the message may go back
 */
record DeliveryReport(
        Mail mail,
        List<RecipientStatus> recipients,
        Instant arrival,
        Instant attempted,
        Instant willRetryUntil,
        SenderStanding standing) {

    DeliveryReport {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a DSN is about at least one recipient (RFC 3464 §2.1)");
        }
    }

    /** The gravest of all that happened. */
    Action gravest() {
        return recipients.stream()
                .map(RecipientStatus::action)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /**
     * Returns whether the whole message may go back if the sender asked for it: about a failure only (RFC 3461 §4.3), to no stranger,
     * and not where a recipient's rule kept the content off the wire, as the way back may be unprotected.
     */
    boolean mayReturnContent() {
        return gravest() == Action.FAILED
                && standing == SenderStanding.KNOWN
                && recipients.stream().noneMatch(RecipientStatus::confidential);
    }
}
