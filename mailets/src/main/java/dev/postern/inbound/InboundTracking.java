package dev.postern.inbound;

import dev.postern.inbound.InboundVerdict.AsAgreed;
import dev.postern.inbound.InboundVerdict.Violation;
import dev.postern.partner.Partner;
import dev.postern.recipient.Recipient;
import dev.postern.sender.SenderClaim;
import dev.postern.tracking.AppliedRule;
import dev.postern.tracking.FailureReason;
import dev.postern.tracking.InboundEvent;
import dev.postern.tracking.InboundMail;
import dev.postern.tracking.MessageTracking;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.james.core.MaybeSender;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.mailet.Mail;

/** Publishes what the SMTP hooks decided. Safe for any thread. */
public final class InboundTracking {
    private final MessageTracking tracking;

    public InboundTracking(MessageTracking tracking) {
        this.tracking = tracking;
    }

    /** Returns the message that a session is about to hand over, of which only the sender is known. */
    public static InboundMail announced(SMTPSession session, MaybeSender sender) {
        return new InboundMail(session.getSessionID(), client(session), sender, List.of(), ClientTls.of(session));
    }

    /** Returns the message that a session hands over. */
    public static InboundMail of(SMTPSession session, Mail mail) {
        return new InboundMail(
                mail.getName(), client(session), mail.getMaybeSender(), Recipient.of(mail), ClientTls.of(session));
    }

    /** Returns the rule for mail from a partner. */
    public static AppliedRule rule(Partner partner) {
        return new AppliedRule(Optional.of(partner.name()), partner.inbound().tls());
    }

    /**
     * The message is stored. What is monitored only gets an event of its own; a broken rule that is enforced behind this hook gets
     * one there.
     */
    public void received(InboundMail mail, Map<SenderClaim, InboundVerdict> verdicts) {
        tracking.publish(new InboundEvent.Received(
                tracking.now(),
                mail,
                verdicts.entrySet().stream()
                        .filter(entry -> entry.getValue() instanceof AsAgreed)
                        .map(entry -> new InboundEvent.Received.Kept(
                                rule(entry.getKey().partner()), ((AsAgreed) entry.getValue()).matched()))
                        .toList()));
        verdicts.forEach((claim, verdict) -> {
            if (verdict instanceof Violation violation && !claim.partner().isEnforced()) {
                violated(mail, claim, violation);
            }
        });
    }

    /** An own server's message is stored, for which partners' rules do not hold. */
    public void exempt(InboundMail mail, List<SenderClaim> claims) {
        tracking.publish(new InboundEvent.Received(tracking.now(), mail, List.of()));
        claims.forEach(claim -> tracking.publish(
                new InboundEvent.Exempt(tracking.now(), mail, claim.partner().name())));
    }

    /** The rule is broken: rejected, tempfailed, or let in because it is only monitored. */
    public void violated(InboundMail mail, SenderClaim claim, Violation violation) {
        AppliedRule rule = rule(claim.partner());
        FailureReason why = new FailureReason(violation.failure(), violation.reason());
        if (claim.partner().isEnforced()) {
            rejected(mail, rule, why, violation.reply());
            return;
        }
        var finding = new InboundEvent.Finding(tracking.now(), mail, rule, why);
        tracking.publish(
                violation.reply().isPermanent()
                        ? new InboundEvent.WouldReject(finding)
                        : new InboundEvent.WouldTempfail(finding));
    }

    /** The client is told this reply, 5xx or 4xx. */
    public void rejected(InboundMail mail, AppliedRule rule, FailureReason why, Reply reply) {
        var finding = new InboundEvent.Finding(tracking.now(), mail, rule, why);
        tracking.publish(
                reply.isPermanent()
                        ? new InboundEvent.Rejected(finding, reply.line())
                        : new InboundEvent.Tempfailed(finding, reply.line()));
    }

    private static Optional<InetAddress> client(SMTPSession session) {
        return Optional.ofNullable(session.getRemoteAddress().getAddress());
    }
}
