package dev.postern.tracking;

import dev.postern.recipient.Recipient;
import java.util.List;
import org.apache.james.core.MaybeSender;

/**
 * A queued message.
 *
 * @param message the gateway's id of it: that under which it was received, then {@code -to-} and the domain
 * @param recipients those that an event is about
 */
public record OutboundMail(String message, MaybeSender sender, List<Recipient> recipients) {

    public OutboundMail {
        recipients = List.copyOf(recipients);
    }
}
