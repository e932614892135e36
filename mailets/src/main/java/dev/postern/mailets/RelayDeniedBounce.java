package dev.postern.mailets;

import dev.postern.arrival.Arrival;
import dev.postern.delivery.ReportedOutcome;
import dev.postern.dsn.DsnSender;
import dev.postern.dsn.RecipientStatus;
import dev.postern.memory.MemoryBudget;
import dev.postern.recipient.Recipient;
import dev.postern.route.DeliverySettings;
import dev.postern.route.Routes;
import dev.postern.smtpclient.Cause;
import dev.postern.tracking.AppliedRule;
import dev.postern.tracking.FailureReason;
import dev.postern.tracking.MessageTracking;
import dev.postern.tracking.OutboundConnection;
import dev.postern.tracking.OutboundEvent;
import dev.postern.tracking.OutboundMail;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.GenericMailet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounces an accepted message that may not be relayed: sends its sender one DSN with the status 5.7.1. That happens when a domain
 * stops being one of our own between the {@code 250} and the pipeline: RFC 5321 §6.1 asks that the sender learns of it. A message
 * that came in past our SMTP hooks, which reject relaying, is returned to nobody, as its sender may be forged; nor is one without a
 * sender. If the pipeline does not accept the DSN, the message goes to the processor {@code error}; otherwise it goes on to the next
 * mailet. Safe for any thread.
 */
public final class RelayDeniedBounce extends GenericMailet {
    private static final Logger LOGGER = LoggerFactory.getLogger(RelayDeniedBounce.class);
    private static final Cause CAUSE = Cause.relayDenied();

    private final Routes routes;
    private final DeliverySettings settings;
    private final MemoryBudget memory;
    private final MessageTracking tracking;

    @Inject
    public RelayDeniedBounce(Routes routes, DeliverySettings settings, MemoryBudget memory, MessageTracking tracking) {
        this.routes = routes;
        this.settings = settings;
        this.memory = memory;
        this.tracking = tracking;
    }

    @Override
    public Collection<ProcessingState> requiredProcessingState() {
        return List.of(new ProcessingState(Mail.ERROR));
    }

    @Override
    public void service(Mail mail) {
        if (Arrival.of(mail).isEmpty()) {
            return; // no hook of ours saw its recipients: its sender may be forged
        }
        Instant now = tracking.now();
        var dsn = new DsnSender(
                settings.hostname(), domain -> routes.routeOf(domain).partner(), getMailetContext(), memory);
        List<RecipientStatus> statuses = mail.getRecipients().stream()
                .map(recipient -> ReportedOutcome.failed(recipient, CAUSE))
                .toList();
        try {
            dsn.send(mail, statuses, now, now, now);
        } catch (MessagingException e) { // if thrown, it would delay recipients who may get the message
            LOGGER.error("Could not return {} to its sender", mail.getName(), e);
            mail.setErrorMessage("it may not be relayed, and its sender could not be told: " + e.getMessage());
            mail.setState(Mail.ERROR);
            return;
        }
        var none = new OutboundEvent.Attempt(
                now,
                new OutboundMail(mail.getName(), mail.getMaybeSender(), Recipient.of(mail)),
                AppliedRule.NONE,
                OutboundConnection.NONE);
        tracking.publish(new OutboundEvent.Bounced(none, new FailureReason(CAUSE.reason())));
    }

    @Override
    public String getMailetInfo() {
        return "Postern bounce of mail that may not be relayed";
    }
}
