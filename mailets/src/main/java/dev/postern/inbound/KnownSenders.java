package dev.postern.inbound;

import dev.postern.inbound.InboundVerdict.AsAgreed;
import dev.postern.partner.InboundPolicy.Identity;
import dev.postern.partner.MailDomain;
import dev.postern.partner.Partners;
import dev.postern.sender.SenderClaim;
import dev.postern.tls.TlsSession;
import java.net.InetAddress;
import javax.inject.Inject;
import org.apache.james.core.MaybeSender;
import org.apache.james.protocols.smtp.SMTPSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells own servers and partners from strangers, by the envelope: that is whom a DSN goes to. A partner is known only over a
 * connection that keeps its rule, also where the rule is only monitored. Safe for any thread.
 */
public final class KnownSenders {
    private static final Logger LOGGER = LoggerFactory.getLogger(KnownSenders.class);

    private final Partners partners;
    private final InboundCheck check;

    @Inject
    public KnownSenders(Partners partners, InboundCheck check) {
        this.partners = partners;
        this.check = check;
    }

    /** Returns true for a client that may relay and for a partner's sender that arrives as agreed; false if nobody can say. */
    public boolean isKnown(SMTPSession session, MaybeSender sender) {
        try {
            return session.isRelayingAllowed() || isPartner(session, sender);
        } catch (RuntimeException e) {
            LOGGER.warn(
                    "Session {}: could not identify the sender; counting it as a stranger", session.getSessionID(), e);
            return false;
        }
    }

    private boolean isPartner(SMTPSession session, MaybeSender sender) {
        InetAddress client = session.getRemoteAddress().getAddress();
        TlsSession tls = ClientTls.of(session);
        return sender.asOptional()
                .flatMap(MailDomain::of)
                .flatMap(domain -> partners.current()
                        .partnerOf(domain)
                        .map(partner -> new SenderClaim(partner, domain, Identity.ENVELOPE)))
                .filter(claim -> check.check(claim, client, tls) instanceof AsAgreed)
                .isPresent();
    }
}
