package dev.postern.dsn;

import dev.postern.memory.Claimant;
import dev.postern.memory.MemoryBudget;
import dev.postern.memory.Reservation;
import dev.postern.partner.Partner;
import dev.postern.tls.DnsName;
import dev.postern.utf8.SmtpUtf8Request;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.mail.MessagingException;
import org.apache.james.core.MaybeSender;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;

/** Sends the sender of a message one DSN for each attempt, through the gateway's own pipeline. Safe for any thread. */
public final class DsnSender {
    private final String hostname;
    private final Function<DnsName, Optional<Partner>> partnerOf;
    private final MailetContext context;
    private final MemoryBudget memory;

    /**
     * @param hostname the gateway's own name
     * @param partnerOf whose domain a domain is
     * @param memory of which whole messages that go back are a part; while none is left, their headers go back
     */
    public DsnSender(
            String hostname,
            Function<DnsName, Optional<Partner>> partnerOf,
            MailetContext context,
            MemoryBudget memory) {
        this.hostname = hostname;
        this.partnerOf = partnerOf;
        this.context = context;
        this.memory = memory;
    }

    /**
     * Sends one DSN about all recipients of whom the sender is to be told, if there are any: a DSN is never answered with a DSN
     * (RFC 5321 §6.1), and a stranger gets no confirmations.
     *
     * @param arrival when the gateway accepted the message
     * @param attempted when the attempt ended
     * @param willRetryUntil when a delayed message will be returned
     * @throws MessagingException if the pipeline did not accept the DSN
     */
    public void send(
            Mail mail, List<RecipientStatus> recipients, Instant arrival, Instant attempted, Instant willRetryUntil)
            throws MessagingException {
        var requested = RequestedNotifications.of(mail);
        var standing = SenderStanding.of(mail, partnerOf);
        List<RecipientStatus> told = recipients.stream()
                .filter(status -> requested.includes(status.action(), status.recipient()))
                .filter(status -> status.action() != Action.RELAYED || standing == SenderStanding.KNOWN)
                .toList();
        if (!mail.hasSender() || told.isEmpty()) {
            return;
        }
        var report = new DeliveryReport(mail, told, arrival, attempted, willRetryUntil, standing);
        Optional<Reservation> inFull = inFull(report);
        try {
            send(report, inFull.isPresent());
        } finally {
            inFull.ifPresent(Reservation::close);
        }
    }

    /** Reserves memory for the whole message; empty if only its headers go back. */
    private Optional<Reservation> inFull(DeliveryReport report) {
        return report.mayReturnContent()
                ? ReturnedMessage.memoryInFull(report.mail()).flatMap(bytes -> memory.reserve(Claimant.STRANGER, bytes))
                : Optional.empty();
    }

    private void send(DeliveryReport report, boolean inFull) throws MessagingException {
        Mail dsn = MailImpl.builder()
                .name(MailImpl.getId())
                .sender(MaybeSender.nullSender())
                .addRecipients(report.mail().getMaybeSender().asList())
                .mimeMessage(DsnMessage.of(report, hostname, inFull))
                .build();
        if (InternationalSender.is(report.mail().getMaybeSender())) {
            SmtpUtf8Request.mark(dsn);
        }
        Origin origin = report.standing() == SenderStanding.KNOWN ? Origin.DSN : Origin.STRANGERS_DSN;
        OwnMail.send(context, dsn, origin, partnerOf);
    }
}
