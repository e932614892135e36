package dev.postern.sender;

import dev.postern.partner.InboundPolicy.Identity;
import dev.postern.partner.MailDomain;
import dev.postern.partner.Partner;
import dev.postern.partner.PartnerDirectory;
import dev.postern.tls.DnsName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MaybeSender;
import org.apache.mailet.Mail;

/**
 * A partner's domain in a message, where the partner's {@code identity} says that it marks the message as theirs.
 *
 * @param domain the sender's domain, as canonical name: the partner's or one below it
 * @param identity where it stood
 */
public record SenderClaim(Partner partner, DnsName domain, Identity identity) {

    /**
     * The claim of MAIL FROM; none for the null sender and for address literals.
     *
     * @throws IllegalArgumentException if the sender's domain is no domain name
     */
    public static Optional<SenderClaim> ofEnvelope(PartnerDirectory partners, MaybeSender sender) {
        return sender.asOptional().flatMap(MailDomain::of).flatMap(domain -> of(partners, domain, Identity.ENVELOPE));
    }

    /** Returns the claims of the From field, one per domain in it that is a partner's. */
    public static List<SenderClaim> ofHeader(PartnerDirectory partners, FromHeader from) {
        return from.domains().stream()
                .flatMap(domain -> of(partners, domain, Identity.HEADER).stream())
                .toList();
    }

    /**
     * All claims of a message, envelope first. Its header is read only if a partner goes by it.
     *
     * @throws MessagingException if the message or its sender cannot be read: then nobody can say whose it is
     */
    public static List<SenderClaim> of(PartnerDirectory partners, Mail mail) throws MessagingException {
        try {
            List<SenderClaim> claims = new ArrayList<>();
            ofEnvelope(partners, mail.getMaybeSender()).ifPresent(claims::add);
            if (isHeaderRead(partners)) {
                FromHeader from = FromHeader.of(mail.getMessage());
                if (!from.complete() && isHeaderEnforced(partners)) {
                    throw new MessagingException("the From field is too long to be read");
                }
                claims.addAll(ofHeader(partners, from));
            }
            return List.copyOf(claims);
        } catch (IllegalArgumentException e) {
            throw new MessagingException("the sender cannot be read", e);
        }
    }

    /** Returns whether any partner is known by the From field. */
    public static boolean isHeaderRead(PartnerDirectory partners) {
        return partners.partners().stream().anyMatch(SenderClaim::goesByHeader);
    }

    /** Returns whether any partner whose rule is enforced is known by the From field. */
    public static boolean isHeaderEnforced(PartnerDirectory partners) {
        return partners.partners().stream().anyMatch(partner -> partner.isEnforced() && goesByHeader(partner));
    }

    private static boolean goesByHeader(Partner partner) {
        return partner.inbound().identity().contains(Identity.HEADER);
    }

    private static Optional<SenderClaim> of(PartnerDirectory partners, DnsName domain, Identity identity) {
        return partners.partnerOf(domain)
                .filter(partner -> partner.inbound().identity().contains(identity))
                .map(partner -> new SenderClaim(partner, domain, identity));
    }
}
