package dev.postern.smtp;

import dev.postern.inbound.ClientTls;
import dev.postern.inbound.InboundTracking;
import dev.postern.inbound.RelayRule;
import dev.postern.inbound.Reply;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVerdict.Violated;
import dev.postern.tls.TrustAnchors;
import dev.postern.tracking.AppliedRule;
import dev.postern.tracking.FailureReason;
import dev.postern.tracking.MessageTracking;
import java.time.Clock;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.james.core.MaybeSender;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.MailHook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rejects at MAIL FROM, before any content travels, mail of our own servers, those that may relay ({@code
 * authorizedAddresses} of the SMTP server), over a connection that does not satisfy the {@link RelayRule}, whatever its
 * sender and recipients. Everyone else passes. A rule that cannot be evaluated is a tempfail. Safe for any thread.
 */
public final class RelayTlsMailHook implements MailHook {
    private static final Logger LOGGER = LoggerFactory.getLogger(RelayTlsMailHook.class);

    private final RelayRule rule;
    private final TlsPolicyEvaluator evaluator;
    private final InboundTracking tracking;

    @Inject
    public RelayTlsMailHook(RelayRule rule, Clock clock, MessageTracking tracking) {
        this.rule = rule;
        this.evaluator = new TlsPolicyEvaluator(clock, TrustAnchors.Role.CLIENT);
        this.tracking = new InboundTracking(tracking);
    }

    @Override
    public HookResult doMail(SMTPSession session, MaybeSender sender) {
        if (!session.isRelayingAllowed()) {
            return HookResult.DECLINED;
        }
        try {
            TlsSession tls = ClientTls.of(session);
            if (evaluator.evaluateAny(rule.tls(), tls) instanceof Violated violated) {
                Reply reply = reply(violated);
                tracking.rejected(
                        InboundTracking.announced(session, sender),
                        new AppliedRule(Optional.empty(), rule.tls()),
                        new FailureReason(Optional.of(violated.failure()), "own server: " + violated.reason()),
                        reply);
                return reply.toHookResult();
            }
            return HookResult.DECLINED;
        } catch (RuntimeException e) {
            LOGGER.error("Session {}: could not evaluate the rule for relaying", session.getSessionID(), e);
            return Reply.RULE_UNKNOWN.toHookResult();
        }
    }

    private static Reply reply(Violated violated) {
        return switch (violated.violation()) {
            case NOT_ENCRYPTED -> Reply.RELAY_NEEDS_ENCRYPTION;
            case VERSION_TOO_OLD -> Reply.RELAY_NEEDS_NEWER_VERSION;
            case CERTIFICATE_ABSENT, CERTIFICATE_NOT_AGREED -> Reply.RELAY_NEEDS_CERTIFICATE;
        };
    }
}
