package dev.postern.dsn;

import dev.postern.arrival.Arrival;
import dev.postern.partner.MailDomain;
import dev.postern.partner.Partner;
import dev.postern.tls.DnsName;
import java.util.Optional;
import java.util.function.Function;
import org.apache.james.core.MailAddress;
import org.apache.james.smtpserver.AddDefaultAttributesMessageHook;
import org.apache.mailet.AttributeName;
import org.apache.mailet.Mail;

/** Tells whether the sender of a message is known: a stranger may have forged the address to which a DSN goes. */
public enum SenderStanding {
    /** It came from a relay network or an authenticated user, or its sender is a partner's whose rule was kept. */
    KNOWN,
    STRANGER;

    private static final AttributeName NETWORK =
            AttributeName.of(AddDefaultAttributesMessageHook.SMTP_AUTH_NETWORK_NAME);

    /**
     * Judges by how the message entered; neither its header nor its sender alone makes it known.
     *
     * @param partnerOf whose domain a domain is
     */
    public static SenderStanding of(Mail mail, Function<DnsName, Optional<Partner>> partnerOf) {
        boolean ours = mail.getAttribute(NETWORK).isPresent()
                || mail.getAttribute(Mail.SMTP_AUTH_USER).isPresent();
        return ours || isPartners(mail, partnerOf) ? KNOWN : STRANGER;
    }

    private static boolean isPartners(Mail mail, Function<DnsName, Optional<Partner>> partnerOf) {
        Optional<Arrival> arrival = Arrival.of(mail);
        return mail.getMaybeSender()
                .asOptional()
                .flatMap(SenderStanding::domain)
                .flatMap(partnerOf)
                .filter(partner ->
                        arrival.filter(record -> record.isKept(partner.name())).isPresent())
                .isPresent();
    }

    private static Optional<DnsName> domain(MailAddress sender) {
        return MailDomain.isAddressLiteral(sender)
                ? Optional.empty()
                : DnsName.parse(sender.getDomain().asString());
    }
}
