package dev.postern.smtp;

import dev.postern.acceptance.AcceptanceOnMail;
import dev.postern.arrival.Arrival;
import dev.postern.arrival.RecordedSession;
import dev.postern.inbound.ClientTls;
import dev.postern.inbound.InboundCheck;
import dev.postern.inbound.InboundTracking;
import dev.postern.inbound.InboundVerdict;
import dev.postern.inbound.InboundVerdict.AsAgreed;
import dev.postern.inbound.InboundVerdict.Violation;
import dev.postern.inbound.Reply;
import dev.postern.partner.InboundPolicy.Identity;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.Partners;
import dev.postern.sender.FromHeader;
import dev.postern.sender.SenderClaim;
import dev.postern.tls.TlsSession;
import dev.postern.tracking.AppliedRule;
import dev.postern.tracking.FailureReason;
import dev.postern.tracking.InboundMail;
import dev.postern.tracking.MessageTracking;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.Hook;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.HookResultHook;
import org.apache.james.protocols.smtp.hook.HookReturnCode;
import org.apache.james.smtpserver.JamesMessageHook;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the rules of the partners in the From field at the end of DATA, before 250, as is done for MAIL FROM, and
 * records in the attributes of every message how it arrived ({@link Arrival}).
 *
 * <p>{@link PartnerTlsMailHook} judges MAIL FROM before any content travels. The sender of the envelope is judged here
 * once more, by the partners of now and the facts of this session: its rule may have been tightened, or its partner
 * added, since MAIL, and this hook may stand without that one. A From field that is not well-formed names each partner
 * that a reader might see in it. One that is too long to be read so is rejected while any partner's rule is enforced by
 * it. The record tells each partner's rule that was kept and each that was broken.
 *
 * <p>Parameter {@code refuse}, {@code true} or {@code false}, default {@code true}: whether a violation is rejected
 * here. If not, it is only recorded, and the mailet pipeline has to reject the message; a From field that is too long
 * to be read is rejected in any case. Configured once, before any message; then safe for any thread.
 *
 * <p>A message that is let through is recorded as received when the hook that stores it says 250, not before.
 */
public final class TlsSessionMessageHook implements JamesMessageHook, HookResultHook {
    private static final Logger LOGGER = LoggerFactory.getLogger(TlsSessionMessageHook.class);

    private final Partners partners;
    private final InboundCheck check;
    private final InboundTracking tracking;
    private boolean refuses = true;

    @Inject
    public TlsSessionMessageHook(Partners partners, InboundCheck check, MessageTracking tracking) {
        this.partners = partners;
        this.check = check;
        this.tracking = new InboundTracking(tracking);
    }

    /** @throws ConfigurationException if {@code refuse} is neither true nor false */
    @Override
    public void init(Configuration config) throws ConfigurationException {
        String refuse = config.getString("refuse", "true");
        if (!refuse.equals("true") && !refuse.equals("false")) {
            throw new ConfigurationException(
                    getClass().getSimpleName() + ": refuse must be true or false, and is " + refuse);
        }
        refuses = refuse.equals("true");
    }

    @Override
    public HookResult onMessage(SMTPSession session, Mail mail) {
        try {
            return decide(session, mail).map(Reply::toHookResult).orElse(HookResult.DECLINED);
        } catch (MessagingException | RuntimeException e) {
            LOGGER.error("Message {}: could not look up its partner; deferring it", mail.getName(), e);
            return Reply.RULE_UNKNOWN.toHookResult();
        }
    }

    private Optional<Reply> decide(SMTPSession session, Mail mail) throws MessagingException {
        PartnerDirectory directory = partners.current();
        AcceptanceOnMail.writeForRecipients(mail, directory::partnerOf);
        TlsSession tls = ClientTls.of(session);
        List<SenderClaim> claims = new ArrayList<>();
        Optional<String> malformed = Optional.empty();
        SenderClaim.ofEnvelope(directory, mail.getMaybeSender()).ifPresent(claims::add);
        if (SenderClaim.isHeaderRead(directory)) {
            FromHeader from = FromHeader.of(mail.getMessage());
            if (!from.complete() && !check.isExempt(session) && SenderClaim.isHeaderEnforced(directory)) {
                tracking.rejected(
                        InboundTracking.of(session, mail),
                        AppliedRule.NONE,
                        new FailureReason("the From field is too long to be read"),
                        Reply.HEADER_TOO_LONG);
                return Optional.of(Reply.HEADER_TOO_LONG);
            }
            malformed = from.malformed();
            claims.addAll(SenderClaim.ofHeader(directory, from));
        }
        if (check.isExempt(session)) {
            return exempt(claims, session, tls, mail);
        }
        return decide(verdicts(claims, malformed, session.getRemoteAddress().getAddress(), tls), session, tls, mail);
    }

    /** An own server's mail that need not keep partners' rules: no rule is judged, and each partner's line says so. */
    private Optional<Reply> exempt(List<SenderClaim> claims, SMTPSession session, TlsSession tls, Mail mail) {
        InboundMail accepted = InboundTracking.of(session, mail);
        AcceptedMessage.leave(session, () -> tracking.exempt(accepted, firstOfEachPartner(claims)));
        Arrival.over(tls, Optional.empty(), Arrival.Verdict.NO_PARTNER, Optional.empty())
                .writeTo(mail);
        RecordedSession.writeTo(mail, tls);
        return Optional.empty();
    }

    /** Judges each partner once, however many of its domains a message names. */
    private Map<SenderClaim, InboundVerdict> verdicts(
            List<SenderClaim> claims, Optional<String> malformed, InetAddress client, TlsSession tls) {
        Map<SenderClaim, InboundVerdict> verdicts = new LinkedHashMap<>();
        for (SenderClaim claim : firstOfEachPartner(claims)) {
            InboundVerdict verdict = check.check(claim, client, tls);
            boolean byHeader = claim.identity() == Identity.HEADER;
            verdicts.put(
                    claim,
                    byHeader && malformed.isPresent() && verdict instanceof Violation violation
                            ? violation.seenInFrom(malformed.get())
                            : verdict);
        }
        return verdicts;
    }

    private static List<SenderClaim> firstOfEachPartner(List<SenderClaim> claims) {
        Map<String, SenderClaim> firstOfPartner = new LinkedHashMap<>();
        claims.forEach(claim -> firstOfPartner.putIfAbsent(claim.partner().name(), claim));
        return List.copyOf(firstOfPartner.values());
    }

    private Optional<Reply> decide(
            Map<SenderClaim, InboundVerdict> verdicts, SMTPSession session, TlsSession tls, Mail mail) {
        for (var entry : verdicts.entrySet()) {
            SenderClaim claim = entry.getKey();
            if (refuses
                    && entry.getValue() instanceof Violation violation
                    && claim.partner().isEnforced()) {
                tracking.violated(InboundTracking.of(session, mail), claim, violation);
                return Optional.of(violation.reply());
            }
        }
        arrival(verdicts, tls).writeTo(mail);
        RecordedSession.writeTo(mail, tls);
        InboundMail accepted = InboundTracking.of(session, mail);
        AcceptedMessage.leave(session, () -> received(accepted, verdicts));
        return Optional.empty();
    }

    private static Arrival arrival(Map<SenderClaim, InboundVerdict> verdicts, TlsSession tls) {
        if (verdicts.isEmpty()) {
            return Arrival.over(tls, Optional.empty(), Arrival.Verdict.NO_PARTNER, Optional.empty());
        }
        Optional<String> reason = verdicts.values().stream()
                .filter(Violation.class::isInstance)
                .map(verdict -> ((Violation) verdict).reason())
                .findFirst();
        String broken = names(verdicts, Violation.class::isInstance);
        Set<String> kept = new LinkedHashSet<>(
                List.of(names(verdicts, AsAgreed.class::isInstance).split(",", -1)));
        if (reason.isEmpty()) {
            return Arrival.over(tls, Optional.of(String.join(",", kept)), Arrival.Verdict.SATISFIED, Optional.empty());
        }
        kept.remove("");
        return Arrival.over(
                tls,
                Optional.of(broken),
                kept.isEmpty() ? Optional.empty() : Optional.of(String.join(",", kept)),
                Arrival.Verdict.VIOLATED,
                reason);
    }

    private static String names(Map<SenderClaim, InboundVerdict> verdicts, Predicate<InboundVerdict> which) {
        return verdicts.entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .map(entry -> entry.getKey().partner().name())
                .distinct()
                .collect(Collectors.joining(","));
    }

    /** With {@code refuse} false the pipeline quarantines a message that broke an enforced rule, and records that. */
    private void received(InboundMail mail, Map<SenderClaim, InboundVerdict> verdicts) {
        tracking.received(mail, verdicts);
        verdicts.forEach((claim, verdict) -> {
            if (verdict instanceof Violation violation && claim.partner().isEnforced()) {
                LOGGER.info(
                        "Message {} violates the rule of partner {}: {}; leaving the decision to the mailet pipeline",
                        mail.message(),
                        claim.partner().name(),
                        violation.reason());
            }
        });
    }

    /** The last hook of the message has stored it and says 250: whatever it was, James asks no other one after it. */
    @Override
    public HookResult onHookResult(SMTPSession session, HookResult result, long milliseconds, Hook hook) {
        if (hook instanceof JamesMessageHook && result.getResult().equals(HookReturnCode.ok())) {
            AcceptedMessage.publish(session);
        }
        return result;
    }
}
