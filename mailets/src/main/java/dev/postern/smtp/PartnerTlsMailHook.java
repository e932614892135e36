package dev.postern.smtp;

import dev.postern.inbound.ClientTls;
import dev.postern.inbound.InboundCheck;
import dev.postern.inbound.InboundDecisions;
import dev.postern.inbound.InboundVerdict.Violation;
import dev.postern.inbound.Reply;
import dev.postern.partner.Partners;
import dev.postern.sender.SenderClaim;
import dev.postern.tls.TlsSession;
import dev.postern.tracking.DecisionLog;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.james.core.MaybeSender;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.MailHook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At MAIL FROM, before any content travels: whose domain is the sender's, and is what was negotiated on this very
 * connection what its partner agreed to? If not, and the partner's rule is enforced, MAIL is refused.
 *
 * <p>Decides for partners known by the envelope only; {@link TlsSessionMessageHook} reads the header. The null sender and
 * address literals are nobody's. A partner in monitor mode is never refused; what would have been is logged. Whatever
 * cannot be looked up or read is refused. Safe for any thread.
 */
public final class PartnerTlsMailHook implements MailHook {
    private static final Logger LOGGER = LoggerFactory.getLogger(PartnerTlsMailHook.class);

    private final Partners partners;
    private final InboundCheck check;
    private final InboundDecisions decisions;

    @Inject
    public PartnerTlsMailHook(Partners partners, InboundCheck check, DecisionLog log) {
        this.partners = partners;
        this.check = check;
        this.decisions = new InboundDecisions(log);
    }

    @Override
    public HookResult doMail(SMTPSession session, MaybeSender sender) {
        try {
            return decide(session, sender);
        } catch (RuntimeException e) {
            LOGGER.error(
                    "Session {}: could not look up the rule for the sender; deferring the message",
                    session.getSessionID(),
                    e);
            return Reply.RULE_UNKNOWN.toHookResult();
        }
    }

    private HookResult decide(SMTPSession session, MaybeSender sender) {
        TlsSession tls = ClientTls.of(session);
        Optional<SenderClaim> claim;
        try {
            claim = SenderClaim.ofEnvelope(partners.current(), sender);
        } catch (IllegalArgumentException e) {
            decisions.refused(session.getSessionID(), tls, Reply.SENDER_UNREADABLE, String.valueOf(e.getMessage()));
            return Reply.SENDER_UNREADABLE.toHookResult();
        }
        if (claim.isPresent()
                && !check.isExempt(session)
                && check.check(claim.get(), session.getRemoteAddress().getAddress(), tls)
                        instanceof Violation violation) {
            decisions.violated(session.getSessionID(), claim.get(), tls, violation);
            if (claim.get().partner().isEnforced()) {
                return violation.reply().toHookResult();
            }
        }
        return HookResult.DECLINED; // the hooks behind this one have their say
    }
}
