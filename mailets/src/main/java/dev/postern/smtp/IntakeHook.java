package dev.postern.smtp;

import dev.postern.inbound.ClientTls;
import dev.postern.inbound.InboundCheck;
import dev.postern.inbound.InboundVerdict;
import dev.postern.inbound.Reply;
import dev.postern.intake.Intake;
import dev.postern.intake.Intake.Client;
import dev.postern.intake.Intake.Recipients;
import dev.postern.intake.MessageSizeLimit;
import dev.postern.partner.MailDomain;
import dev.postern.partner.Partners;
import dev.postern.sender.SenderClaim;
import dev.postern.tls.DnsName;
import javax.inject.Inject;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.api.DomainListException;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.MailHook;
import org.apache.james.protocols.smtp.hook.RcptHook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies back-pressure: tempfails mail for which there is no room, at MAIL FROM before any content travels, and an own
 * server's mail to a full outgoing queue at RCPT TO. Reserves a part of the room for partners and own servers. {@link
 * MessageSizeLimit} checks an announced size. Safe for any thread.
 */
public final class IntakeHook implements MailHook, RcptHook {
    private static final Logger LOGGER = LoggerFactory.getLogger(IntakeHook.class);

    private final Intake intake;
    private final Partners partners;
    private final InboundCheck check;
    private final DomainList ownDomains;

    @Inject
    public IntakeHook(Intake intake, Partners partners, InboundCheck check, DomainList ownDomains) {
        this.intake = intake;
        this.partners = partners;
        this.check = check;
        this.ownDomains = ownDomains;
    }

    @Override
    public HookResult doMail(SMTPSession session, MaybeSender sender) {
        return intake.hasRoomFrom(Client.STRANGER) || intake.hasRoomFrom(client(session, sender))
                ? HookResult.DECLINED
                : Reply.NO_ROOM.toHookResult();
    }

    @Override
    public HookResult doRcpt(SMTPSession session, MaybeSender sender, MailAddress recipient) {
        return !session.isRelayingAllowed() || intake.hasRoomTo(recipients(recipient))
                ? HookResult.DECLINED
                : Reply.NO_ROOM.toHookResult();
    }

    /** A claim to be a partner counts only if the rule for it is kept, also where it is only monitored. */
    private Client client(SMTPSession session, MaybeSender sender) {
        if (session.isRelayingAllowed()) {
            return Client.OWN_SERVER;
        }
        try {
            return SenderClaim.ofEnvelope(partners.current(), sender)
                    .filter(claim ->
                            !(check.check(claim, session.getRemoteAddress().getAddress(), ClientTls.of(session))
                                    instanceof InboundVerdict.Violation))
                    .map(claim -> Client.PARTNER)
                    .orElse(Client.STRANGER);
        } catch (RuntimeException e) {
            LOGGER.debug("Session {}: its sender counts as a stranger", session.getSessionID(), e);
            return Client.STRANGER;
        }
    }

    private Recipients recipients(MailAddress recipient) {
        boolean partner = !MailDomain.isAddressLiteral(recipient)
                && DnsName.parse(recipient.getDomain().asString())
                        .flatMap(partners.current()::partnerOf)
                        .isPresent();
        if (partner) {
            return Recipients.PARTNERS;
        }
        try {
            return ownDomains.containsDomain(recipient.getDomain()) ? Recipients.OWN_DOMAINS : Recipients.EVERYONE_ELSE;
        } catch (DomainListException e) {
            LOGGER.error("Could not read the domain list; treating the recipient as outside the own domains", e);
            return Recipients.EVERYONE_ELSE;
        }
    }
}
