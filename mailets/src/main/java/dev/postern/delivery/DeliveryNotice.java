package dev.postern.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Properties;
import java.util.UUID;
import javax.mail.Address;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.InternetHeaders;
import javax.mail.internet.MimeBodyPart;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeMultipart;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/** Writes delivery status notifications (RFC 3464) about messages that are delayed, returned or handed on. */
final class DeliveryNotice {

    /** What happened (RFC 3464 §2.3.3). */
    enum Action {
        DELAYED("Your message is delayed"),
        FAILED("Your message was not delivered"),
        /** The next server took it, and sends no notices itself (RFC 3461 §5.2.2). */
        RELAYED("Your message was handed on");

        private final String subject;

        Action(String subject) {
            this.subject = subject;
        }
    }

    private final String hostname;

    DeliveryNotice(String hostname) {
        this.hostname = hostname;
    }

    /**
     * The notice about these recipients of that message, who are all of one domain.
     *
     * @param cause why it is delayed or returned; of a message that was handed on, who took it
     * @param willRetryUntil when a delayed message will be returned
     */
    MimeMessage about(
            Mail mail,
            Collection<MailAddress> recipients,
            Cause cause,
            Action action,
            Instant now,
            Instant willRetryUntil)
            throws MessagingException {
        var report = new MimeMultipart("report; report-type=delivery-status");
        report.addBodyPart(text(DeliveryWords.of(recipients, cause, action, willRetryUntil)));
        report.addBodyPart(
                status(new StatusFields(hostname, mail, cause, action, now, willRetryUntil).about(recipients)));
        boolean inFull = action == Action.FAILED && cause.tls().isEmpty();
        ReturnedMessage.of(mail, inFull).ifPresent(part -> add(report, part));

        var notice = new MimeMessage(Session.getInstance(new Properties()));
        notice.setFrom(new InternetAddress("\"Mail gateway " + hostname + "\" <MAILER-DAEMON@" + hostname + ">"));
        notice.setRecipients(
                MimeMessage.RecipientType.TO,
                mail.getMaybeSender()
                        .asStream()
                        .flatMap(sender -> sender.toInternetAddress().stream())
                        .toArray(Address[]::new));
        notice.setSubject(action.subject);
        notice.setSentDate(Date.from(now));
        notice.setHeader("Auto-Submitted", "auto-replied"); // RFC 3834 §5.1
        notice.setContent(report);
        notice.saveChanges();
        notice.setHeader("Message-ID", "<" + UUID.randomUUID() + "@" + hostname + ">");
        return notice;
    }

    private static MimeBodyPart text(String words) throws MessagingException {
        var part = new MimeBodyPart();
        part.setText(words, "UTF-8");
        return part;
    }

    private static MimeBodyPart status(String fields) throws MessagingException {
        var part = new MimeBodyPart(new InternetHeaders(), fields.getBytes(StandardCharsets.US_ASCII));
        part.setHeader("Content-Type", "message/delivery-status");
        return part;
    }

    private static void add(MimeMultipart report, MimeBodyPart part) {
        try {
            report.addBodyPart(part);
        } catch (MessagingException e) {
            throw new IllegalStateException("a new multipart takes every part", e);
        }
    }
}
