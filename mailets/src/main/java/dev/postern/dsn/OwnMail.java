package dev.postern.dsn;

import dev.postern.acceptance.AcceptanceOnMail;
import dev.postern.partner.Partner;
import dev.postern.tls.DnsName;
import java.util.Optional;
import java.util.function.Function;
import javax.mail.MessagingException;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;

/** Puts a message of the gateway's own into the pipeline. All such messages go this way. Safe for any thread. */
public final class OwnMail {
    private OwnMail() {}

    /**
     * Marks the message with its origin and, as on mail that gets its 250, with the enforced rules of its recipients: the message may be in
     * the spool when a partner's entry is removed. Once this returns, the pipeline has accepted it. Disposes of it in any case.
     *
     * @param partnerOf whose domain a domain is
     * @throws MessagingException if the pipeline did not accept it
     */
    public static void send(
            MailetContext context, Mail mail, Origin origin, Function<DnsName, Optional<Partner>> partnerOf)
            throws MessagingException {
        try {
            origin.markOn(mail);
            AcceptanceOnMail.writeForRecipients(mail, partnerOf);
            context.sendMail(mail);
        } finally {
            LifecycleUtil.dispose(mail);
        }
    }
}
