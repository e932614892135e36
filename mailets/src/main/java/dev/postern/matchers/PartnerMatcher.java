package dev.postern.matchers;

import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.Partners;
import java.util.Collection;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;

/**
 * A matcher whose condition is partners' names with commas between them; none: any partner. All of a message is judged by one
 * reading of the partners file. Safe for any thread.
 */
abstract class PartnerMatcher extends GenericMatcher {
    private final Partners partners;
    private NamedPartners named = NamedPartners.of(Optional.empty());

    PartnerMatcher(Partners partners) {
        this.partners = partners;
    }

    @Override
    public final void init() {
        named = NamedPartners.of(Optional.ofNullable(getCondition()));
    }

    @Override
    public final Collection<MailAddress> match(Mail mail) throws MessagingException {
        return match(mail, partners.current(), named);
    }

    /** Returns the recipients that match, given the partners of now and those that the condition is about. */
    abstract Collection<MailAddress> match(Mail mail, PartnerDirectory directory, NamedPartners named)
            throws MessagingException;
}
