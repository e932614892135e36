package dev.postern.matchers;

import dev.postern.partner.MailDomain;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.Partners;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/**
 * Matches the recipients whose domain is a partner's; James splits the message between them and the others. Condition:
 * partners' names with commas between them; none: any partner. All recipients of a message are judged by one reading of
 * the partners file. An address literal is nobody's; a recipient whose domain cannot be read is an error, and James moves
 * the message to the processor {@code error}. Safe for any thread.
 */
public final class RecipientIsPartner extends PartnerMatcher {
    @Inject
    public RecipientIsPartner(Partners partners) {
        super(partners);
    }

    @Override
    Collection<MailAddress> match(Mail mail, PartnerDirectory directory, NamedPartners named)
            throws MessagingException {
        List<MailAddress> matched = new ArrayList<>();
        try {
            for (MailAddress recipient : mail.getRecipients()) {
                MailDomain.of(recipient)
                        .flatMap(directory::partnerOf)
                        .filter(named::include)
                        .ifPresent(partner -> matched.add(recipient));
            }
        } catch (IllegalArgumentException e) {
            throw new MessagingException("a recipient's domain cannot be read", e);
        }
        return matched;
    }
}
