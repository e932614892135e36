package dev.postern.mailets;

import com.google.common.net.InetAddresses;
import dev.postern.arrival.Arrival;
import dev.postern.arrival.RecordedSession;
import dev.postern.dsn.Origin;
import dev.postern.inbound.InboundCheck;
import dev.postern.inbound.InboundTracking;
import dev.postern.partner.Partner;
import dev.postern.partner.Partners;
import dev.postern.recipient.Recipient;
import dev.postern.sender.SenderClaim;
import dev.postern.tls.TlsSession;
import dev.postern.tracking.FailureReason;
import dev.postern.tracking.InboundEvent;
import dev.postern.tracking.InboundMail;
import dev.postern.tracking.MessageTracking;
import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.GenericMailet;

/**
 * The safety net behind the SMTP hooks: a message that claims to be a partner's and is not on record as having arrived as
 * agreed goes to another processor, with its reason in the attribute {@link Rejection#ATTRIBUTE} and as error message. It
 * catches mail that entered by a way on which the hooks are not configured. A message that arrived before the partner's entry was
 * added or renamed is judged by the facts of its session that are on record.
 *
 * <p>Parameter {@code processor}: where to; default {@code rejected}. A partner in monitor mode is never rejected; what
 * would have been is logged, unless the hooks logged it already. A message that cannot be read is an error, and James moves
 * it to the processor {@code error}. The gateway's own DSNs and notices pass ({@link Origin}), though its host name or postmaster
 * lie in a partner's domain. Safe for any thread.
 */
public final class RejectViolation extends GenericMailet {
    private static final String NO_RECORD =
            "no record of how it arrived: it did not come through the gateway's SMTP hooks";

    private final Partners partners;
    private final InboundCheck check;
    private final MessageTracking tracking;
    private ProcessingState processor = new ProcessingState("rejected");

    @Inject
    public RejectViolation(Partners partners, InboundCheck check, MessageTracking tracking) {
        this.partners = partners;
        this.check = check;
        this.tracking = tracking;
    }

    @Override
    public void init() {
        processor = new ProcessingState(getInitParameter("processor", "rejected"));
    }

    @Override
    public Collection<ProcessingState> requiredProcessingState() {
        return List.of(processor);
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        if (Origin.of(mail).isPresent()) {
            return; // the gateway wrote it under its own name, which may lie in a partner's domain
        }
        Optional<Arrival> arrival = Arrival.of(mail);
        if (arrival.isPresent() && check.isExempt(mail)) {
            return; // an own server's: the hooks have written its line
        }
        Map<Partner, String> violated = new LinkedHashMap<>();
        for (SenderClaim claim : SenderClaim.of(partners.current(), mail)) {
            violation(claim, mail, arrival).ifPresent(reason -> violated.putIfAbsent(claim.partner(), reason));
        }
        for (var entry : violated.entrySet()) {
            Partner partner = entry.getKey();
            String reason = entry.getValue();
            if (partner.isEnforced()) {
                tracking.publish(new InboundEvent.Quarantined(finding(mail, arrival, partner, reason)));
                mail.setAttribute(new Attribute(
                        Rejection.ATTRIBUTE, AttributeValue.of(new Rejection(partner.name(), reason).text())));
                mail.setErrorMessage(reason);
                mail.setState(processor.getValue());
                return;
            }
            if (arrival.filter(record -> record.isViolated(partner.name())).isEmpty()) {
                tracking.publish(new InboundEvent.WouldQuarantine(finding(mail, arrival, partner, reason)));
            }
        }
    }

    /**
     * Why the message is not the partner's as agreed. Where the hooks did not look at it as that partner's, because its entry was
     * added or renamed since, the facts of its session are judged by the entry of now.
     */
    private Optional<String> violation(SenderClaim claim, Mail mail, Optional<Arrival> arrival) {
        String name = claim.partner().name();
        if (arrival.isEmpty()) {
            return Optional.of(NO_RECORD);
        }
        if (arrival.get().isKept(name)) {
            return Optional.empty();
        }
        return arrival.get().isViolated(name)
                ? arrival.get().reason().or(() -> Optional.of("its rule was broken when it arrived"))
                : check.violation(claim, mail, arrival.get());
    }

    private InboundEvent.Finding finding(Mail mail, Optional<Arrival> arrival, Partner partner, String reason) {
        return new InboundEvent.Finding(
                tracking.now(), facts(mail, arrival), InboundTracking.rule(partner), new FailureReason(reason));
    }

    private static InboundMail facts(Mail mail, Optional<Arrival> arrival) {
        return new InboundMail(
                mail.getName(),
                client(mail),
                mail.getMaybeSender(),
                Recipient.of(mail),
                arrival.map(record -> RecordedSession.of(mail, record)).orElseGet(TlsSession.Clear::new));
    }

    private static Optional<InetAddress> client(Mail mail) {
        return Optional.ofNullable(mail.getRemoteAddr())
                .filter(InetAddresses::isInetAddress)
                .map(InetAddresses::forString);
    }
}
