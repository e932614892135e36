package dev.postern.inbound;

import com.google.common.net.InetAddresses;
import dev.postern.address.AddressText;
import dev.postern.arrival.Arrival;
import dev.postern.arrival.RecordedSession;
import dev.postern.inbound.InboundVerdict.AsAgreed;
import dev.postern.inbound.InboundVerdict.Violation;
import dev.postern.partner.InboundPolicy;
import dev.postern.partner.InboundPolicy.OnViolation;
import dev.postern.sender.SenderClaim;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TlsSecurityLevel;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVerdict;
import dev.postern.tls.TrustAnchors;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.transport.matchers.SMTPIsAuthNetwork;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether mail that claims to be a partner's may come in over a connection: the one decision of the inbound side, asked
 * at MAIL FROM and again at the end of DATA. The order is: where the client is ({@code sources}), then TLS, its version,
 * and the client's certificate. Safe for any thread.
 */
public final class InboundCheck {
    private static final Logger LOGGER = LoggerFactory.getLogger(InboundCheck.class);

    private static final AttributeName RELAY_NETWORK =
            SMTPIsAuthNetwork.makeAttribute(true).getName();

    private final TlsPolicyEvaluator evaluator;
    private final RelayRule relay;

    private final FailedHandshakes handshakes;

    /** @param handshakes of the listener's clients */
    @Inject
    public InboundCheck(Clock clock, RelayRule relay, FailedHandshakes handshakes) {
        this.evaluator = new TlsPolicyEvaluator(clock, TrustAnchors.Role.CLIENT);
        this.relay = relay;
        this.handshakes = handshakes;
    }

    /** A check that exempts nobody, where no handshake is known of. */
    public InboundCheck(Clock clock) {
        this(clock, RelayRule.NONE, new FailedHandshakes(clock));
    }

    /** Returns whether mail of that session need not keep partners' rules. */
    public boolean isExempt(SMTPSession session) {
        return relay.exemptsFromPartnersRules() && session.isRelayingAllowed();
    }

    /** Returns whether that message, which came in over SMTP, need not keep partners' rules. */
    public boolean isExempt(Mail mail) {
        return relay.exemptsFromPartnersRules()
                && AttributeUtils.getValueAndCastFromMail(mail, RELAY_NETWORK, Boolean.class)
                        .orElse(false);
    }

    /** Never throws: a rule that cannot be evaluated is not kept, for now. */
    public InboundVerdict check(SenderClaim claim, InetAddress client, TlsSession session) {
        InboundPolicy policy = claim.partner().inbound();
        TlsSecurityLevel wanted = policy.tls().get(policy.tls().size() - 1).level();
        boolean defer = policy.onViolation() == OnViolation.DEFER;
        try {
            if (!policy.allowsSource(client)) {
                return new Violation(
                        wanted,
                        Reply.sourceNotAllowed(claim.domain(), defer),
                        Optional.empty(),
                        "the client " + AddressText.of(client) + " is outside the partner's sources");
            }
            TlsVerdict verdict = evaluator.evaluateAny(policy.tls(), session);
            if (verdict instanceof TlsVerdict.Violated violated) {
                return violation(violated, reply(violated.violation(), claim, defer), client);
            }
            return new AsAgreed(
                    wanted, verdict instanceof TlsVerdict.Satisfied satisfied ? satisfied.matched() : Optional.empty());
        } catch (RuntimeException e) {
            LOGGER.error(
                    "Could not evaluate the inbound rule of partner {}; treating the message as a violation",
                    claim.partner().name(),
                    e);
            return new Violation(
                    wanted, Reply.RULE_UNKNOWN, Optional.empty(), "the rule cannot be evaluated: " + e.getMessage());
        }
    }

    /** A client that tried TLS and failed is told apart from one that did not. */
    private Violation violation(TlsVerdict.Violated violated, Reply reply, InetAddress client) {
        Optional<String> failed = Optional.of(client)
                .filter(any -> violated.failure() == TlsFailure.STARTTLS_NOT_SUPPORTED)
                .flatMap(handshakes::of);
        return new Violation(
                violated.level(),
                reply,
                Optional.of(failed.isPresent() ? TlsFailure.VALIDATION_FAILURE : violated.failure()),
                violated.reason() + failed.map(reason -> "; " + reason).orElse(""));
    }

    /**
     * Judges the facts that are on record of a message by the partner's rule of now.
     *
     * @return why the rule is broken; empty if it is kept
     */
    public Optional<String> violation(SenderClaim claim, Mail mail, Arrival arrival) {
        InetAddress client;
        try {
            client = InetAddresses.forString(mail.getRemoteAddr());
        } catch (IllegalArgumentException e) {
            return Optional.of("there is no record of the client's address");
        }
        return check(claim, client, RecordedSession.of(mail, arrival)) instanceof Violation violation
                ? Optional.of(violation.reason())
                : Optional.empty();
    }

    private static Reply reply(TlsVerdict.Violation violation, SenderClaim claim, boolean defer) {
        return switch (violation) {
            case NOT_ENCRYPTED -> Reply.encryptionNeeded(claim.domain(), defer);
            case VERSION_TOO_OLD -> Reply.newerVersionNeeded(claim.domain(), defer);
            case CERTIFICATE_ABSENT, CERTIFICATE_NOT_AGREED -> Reply.certificateNeeded(claim.domain(), defer);
        };
    }
}
