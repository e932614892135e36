package dev.postern.delivery;

import dev.postern.delivery.AttemptOutcome.Delivered;
import dev.postern.delivery.DeliveryNotice.Action;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the sender of a message what became of it, through the gateway's own pipeline. Safe for any thread. */
final class Notices {
    private static final Logger LOGGER = LoggerFactory.getLogger(Notices.class);

    private final DeliveryNotice notice;
    private final MailetContext context;

    Notices(String hostname, MailetContext context) {
        this.notice = new DeliveryNotice(hostname);
        this.context = context;
    }

    /**
     * Tells the sender, if there is one and he wants to know: a notice is never answered with a notice (RFC 5321 §6.1).
     *
     * @param willRetryUntil when a delayed message will be returned
     * @throws MessagingException if the pipeline did not take the notice
     */
    void send(
            Mail mail,
            Collection<MailAddress> recipients,
            Cause cause,
            Action action,
            Instant now,
            Instant willRetryUntil)
            throws MessagingException {
        var wanted = WantedNotices.of(mail);
        List<MailAddress> about = recipients.stream()
                .filter(recipient -> wanted.isWanted(action, recipient))
                .toList();
        if (!mail.hasSender() || about.isEmpty()) {
            return;
        }
        Mail dsn = MailImpl.builder()
                .name(MailImpl.getId())
                .sender(MaybeSender.nullSender())
                .addRecipients(mail.getMaybeSender().asList())
                .mimeMessage(notice.about(mail, about, cause, action, now, willRetryUntil))
                .build();
        try {
            context.sendMail(dsn);
        } finally {
            LifecycleUtil.dispose(dsn);
        }
    }

    /**
     * Tells the sender who asked for it that a server took the message which sends no notices itself (RFC 3461 §5.2.2). A
     * notice that cannot be sent is no reason to send the message again.
     */
    void relayed(Mail mail, AttemptResult result, Instant now) {
        Map<Cause, List<MailAddress>> takers = new LinkedHashMap<>();
        result.outcomes().forEach((recipient, outcome) -> {
            if (outcome instanceof Delivered delivered && !delivered.carriesDsn()) {
                takers.computeIfAbsent(Cause.takenBy(delivered.host()), any -> new ArrayList<>())
                        .add(recipient);
            }
        });
        takers.forEach((taker, recipients) -> {
            try {
                send(mail, recipients, taker, Action.RELAYED, now, now);
            } catch (MessagingException e) {
                LOGGER.warn("the sender of {} could not be told that it was handed on", mail.getName(), e);
            }
        });
    }
}
