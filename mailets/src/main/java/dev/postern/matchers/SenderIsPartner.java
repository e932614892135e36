package dev.postern.matchers;

import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.Partners;
import dev.postern.sender.SenderClaim;
import java.util.Collection;
import java.util.List;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/**
 * Matches all recipients of a message that claims to come from a partner: by MAIL FROM, the From field or both, as the
 * partner's {@code identity} says. Condition: partners' names with commas between them; none: any partner.
 *
 * <pre>{@code <mailet match="SenderIsPartner=contoso,fabrikam" class="…">}</pre>
 *
 * A message whose sender cannot be read is an error, and James moves it to the processor {@code error}. Safe for any
 * thread.
 */
public final class SenderIsPartner extends PartnerMatcher {
    @Inject
    public SenderIsPartner(Partners partners) {
        super(partners);
    }

    @Override
    Collection<MailAddress> match(Mail mail, PartnerDirectory directory, NamedPartners named)
            throws MessagingException {
        return SenderClaim.of(directory, mail).stream().anyMatch(claim -> named.include(claim.partner()))
                ? mail.getRecipients()
                : List.of();
    }
}
