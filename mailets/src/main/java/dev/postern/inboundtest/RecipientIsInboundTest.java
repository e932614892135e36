package dev.postern.inboundtest;

import java.util.Collection;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;

/**
 * Matches the recipients of our own domains whose local part is set aside for inbound tests, used up and unknown ones too: none of
 * them is handed to the server behind us. No condition. Safe for any thread.
 */
public final class RecipientIsInboundTest extends GenericMatcher {
    @Override
    public Collection<MailAddress> match(Mail mail) {
        return mail.getRecipients().stream()
                .filter(recipient ->
                        TestAddress.isReserved(recipient) && getMailetContext().isLocalServer(recipient.getDomain()))
                .toList();
    }
}
