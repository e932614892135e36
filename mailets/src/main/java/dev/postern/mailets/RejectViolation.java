package dev.postern.mailets;

import dev.postern.dsn.Origin;
import dev.postern.partner.Arrival;
import dev.postern.partner.Partner;
import dev.postern.partner.Partners;
import dev.postern.partner.SenderClaim;
import dev.postern.tls.TlsPolicy;
import dev.postern.tracking.Decision;
import dev.postern.tracking.Decision.Direction;
import dev.postern.tracking.Decision.Outcome;
import dev.postern.tracking.DecisionLog;
import java.util.Collection;
import java.util.List;
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
 * catches mail that entered by a way on which the hooks are not configured.
 *
 * <p>Parameter {@code processor}: where to; default {@code rejected}. A partner in monitor mode is never rejected; what
 * would have been is logged, unless the hooks logged it already. A message that cannot be read is an error, and James moves
 * it to the processor {@code error}. The gateway's own DSNs and notices pass ({@link Origin}), though its host name or postmaster
 * lie in a partner's domain. Safe for any thread.
 */
public final class RejectViolation extends GenericMailet {
    private static final String NO_RECORD =
            "nothing tells how it arrived: it entered by a way on which the gateway's SMTP hooks are not configured";

    private final Partners partners;
    private final DecisionLog log;
    private ProcessingState processor = new ProcessingState("rejected");

    @Inject
    public RejectViolation(Partners partners, DecisionLog log) {
        this.partners = partners;
        this.log = log;
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
        List<Partner> violated = SenderClaim.of(partners.current(), mail).stream()
                .map(SenderClaim::partner)
                .distinct()
                .filter(partner ->
                        arrival.filter(record -> record.isKept(partner.name())).isEmpty())
                .toList();
        for (Partner partner : violated) {
            String reason = reason(arrival);
            if (partner.isEnforced()) {
                log.write(decision(mail, partner, arrival, Outcome.REJECTED, reason));
                mail.setAttribute(new Attribute(
                        Rejection.ATTRIBUTE, AttributeValue.of(new Rejection(partner.name(), reason).text())));
                mail.setErrorMessage(reason);
                mail.setState(processor.getValue());
                return;
            }
            if (arrival.filter(record -> record.isViolated(partner.name())).isEmpty()) {
                log.write(decision(mail, partner, arrival, Outcome.WOULD_REFUSE, reason));
            }
        }
    }

    private static String reason(Optional<Arrival> arrival) {
        return arrival.map(record -> record.reason()
                        .orElseGet(() -> record.partner()
                                .map(names -> "when it arrived it was checked as mail of " + names + " only")
                                .orElse("when it arrived it was checked as mail of no partner")))
                .orElse(NO_RECORD);
    }

    private static Decision decision(
            Mail mail, Partner partner, Optional<Arrival> arrival, Outcome outcome, String reason) {
        List<TlsPolicy> policies = partner.inbound().tls();
        return new Decision(
                Direction.INBOUND,
                mail.getName(),
                partner.name(),
                policies.get(policies.size() - 1).level().word(),
                arrival.flatMap(Arrival::tlsVersion),
                arrival.flatMap(Arrival::cipherSuite),
                arrival.flatMap(record -> record.peerNames().or(record::peerFingerprint)),
                outcome,
                Optional.empty(),
                Optional.of(reason));
    }
}
