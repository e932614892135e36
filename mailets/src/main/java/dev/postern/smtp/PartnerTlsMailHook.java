package dev.postern.smtp;

import dev.postern.inbound.ClientTls;
import dev.postern.inbound.InboundCheck;
import dev.postern.inbound.InboundTracking;
import dev.postern.inbound.InboundVerdict.Violation;
import dev.postern.inbound.Reply;
import dev.postern.partner.Partners;
import dev.postern.sender.SenderClaim;
import dev.postern.tracking.AppliedRule;
import dev.postern.tracking.FailureReason;
import dev.postern.tracking.MessageTracking;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.james.core.MaybeSender;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.MailHook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks at MAIL FROM, before any content travels, whether the negotiated session of this very connection satisfies the
 * rule of the sender's partner. Rejects MAIL if it does not and the rule is enforced.
 *
 * <p>Decides for partners known by the envelope only; {@link TlsSessionMessageHook} reads the header. The null sender
 * and address literals belong to no partner. A partner in monitor mode is never rejected; the hook records what enforce
 * would have done. A sender that cannot be looked up or read is rejected. Safe for any thread.
 */
public final class PartnerTlsMailHook implements MailHook {
    private static final Logger LOGGER = LoggerFactory.getLogger(PartnerTlsMailHook.class);

    private final Partners partners;
    private final InboundCheck check;
    private final InboundTracking tracking;

    @Inject
    public PartnerTlsMailHook(Partners partners, InboundCheck check, MessageTracking tracking) {
        this.partners = partners;
        this.check = check;
        this.tracking = new InboundTracking(tracking);
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
        Optional<SenderClaim> claim;
        try {
            claim = SenderClaim.ofEnvelope(partners.current(), sender);
        } catch (IllegalArgumentException e) {
            var why = new FailureReason(String.valueOf(e.getMessage()));
            tracking.rejected(
                    InboundTracking.announced(session, sender), AppliedRule.NONE, why, Reply.SENDER_UNREADABLE);
            return Reply.SENDER_UNREADABLE.toHookResult();
        }
        if (claim.isPresent()
                && !check.isExempt(session)
                && check.check(claim.get(), session.getRemoteAddress().getAddress(), ClientTls.of(session))
                        instanceof Violation violation) {
            tracking.violated(InboundTracking.announced(session, sender), claim.get(), violation);
            if (claim.get().partner().isEnforced()) {
                return violation.reply().toHookResult();
            }
        }
        return HookResult.DECLINED; // the hooks behind this one have their say
    }
}
