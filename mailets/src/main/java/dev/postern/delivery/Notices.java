package dev.postern.delivery;

import dev.postern.delivery.DeliveryNotice.Action;
import java.time.Instant;
import java.util.Collection;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;

/** Sends the sender of a message what became of it, through the gateway's own pipeline. Safe for any thread. */
final class Notices {
    private final DeliveryNotice notice;
    private final MailetContext context;

    Notices(String hostname, MailetContext context) {
        this.notice = new DeliveryNotice(hostname);
        this.context = context;
    }

    /**
     * Tells the sender, if there is one: a notice is never answered with a notice (RFC 5321 §6.1).
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
        if (!mail.hasSender()) {
            return;
        }
        Mail dsn = MailImpl.builder()
                .name(MailImpl.getId())
                .sender(MaybeSender.nullSender())
                .addRecipients(mail.getMaybeSender().asList())
                .mimeMessage(notice.about(mail, recipients, cause, action, now, willRetryUntil))
                .build();
        try {
            context.sendMail(dsn);
        } finally {
            LifecycleUtil.dispose(dsn);
        }
    }
}
