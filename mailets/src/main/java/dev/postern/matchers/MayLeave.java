package dev.postern.matchers;

import java.util.Collection;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.transport.matchers.SMTPIsAuthNetwork;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;

/**
 * Matches the recipients to whom the gateway may send the message on: those of our own domains from anybody, and all of them
 * if a relay network sent it or the gateway itself wrote it. Returns each recipient as often as the message has it: James's
 * {@code Or} returns a set, which drops one of two recipients whose local parts differ in case only (RFC 5321 §2.4). Safe
 * for any thread.
 */
public final class MayLeave extends GenericMatcher {
    private static final AttributeName RELAY_NETWORK =
            SMTPIsAuthNetwork.makeAttribute(true).getName();

    @Override
    public Collection<MailAddress> match(Mail mail) throws MessagingException {
        boolean anywhere = AttributeUtils.getValueAndCastFromMail(mail, RELAY_NETWORK, Boolean.class)
                        .orElse(false)
                || mail.getAttribute(Mail.SENT_BY_MAILET_ATTRIBUTE.getName()).isPresent();
        return anywhere
                ? mail.getRecipients()
                : mail.getRecipients().stream()
                        .filter(recipient -> getMailetContext().isLocalServer(recipient.getDomain()))
                        .toList();
    }
}
