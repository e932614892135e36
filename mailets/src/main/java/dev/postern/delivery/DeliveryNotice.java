package dev.postern.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Date;
import java.util.Locale;
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

/** Writes delivery status notifications (RFC 3464) about messages that are delayed or returned. */
final class DeliveryNotice {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC).withLocale(Locale.ROOT);

    enum Action {
        DELAYED,
        FAILED
    }

    private final String hostname;

    DeliveryNotice(String hostname) {
        this.hostname = hostname;
    }

    /**
     * The notice about these recipients of that message.
     *
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
        report.addBodyPart(status(recipients, cause, action, now, willRetryUntil));
        ReturnedHeaders.of(mail).ifPresent(headers -> add(report, headers));

        var notice = new MimeMessage(Session.getInstance(new Properties()));
        notice.setFrom(new InternetAddress("\"Mail gateway " + hostname + "\" <MAILER-DAEMON@" + hostname + ">"));
        notice.setRecipients(
                MimeMessage.RecipientType.TO,
                mail.getMaybeSender()
                        .asStream()
                        .flatMap(sender -> sender.toInternetAddress().stream())
                        .toArray(Address[]::new));
        notice.setSubject(action == Action.FAILED ? "Your message was not delivered" : "Your message is delayed");
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

    /** RFC 3464 §2: a block about the message, and one per recipient. */
    private MimeBodyPart status(
            Collection<MailAddress> recipients, Cause cause, Action action, Instant now, Instant willRetryUntil)
            throws MessagingException {
        var fields = new StringBuilder("Reporting-MTA: dns; " + hostname + "\r\n");
        for (MailAddress recipient : recipients) {
            fields.append("\r\nFinal-Recipient: rfc822; ").append(Printable.ascii(recipient.asString()));
            fields.append("\r\nAction: ").append(action.name().toLowerCase(Locale.ROOT));
            fields.append("\r\nStatus: ").append(action == Action.FAILED ? cause.finalStatus() : cause.delayedStatus());
            cause.remote()
                    .ifPresent(remote -> fields.append("\r\nRemote-MTA: dns; ").append(Printable.ascii(remote)));
            fields.append("\r\nDiagnostic-Code: ")
                    .append(cause.replied() ? "smtp; " : "x-postern; ")
                    .append(Printable.ascii(cause.words()));
            fields.append("\r\nLast-Attempt-Date: ").append(DATE.format(now));
            if (action == Action.DELAYED) {
                fields.append("\r\nWill-Retry-Until: ").append(DATE.format(willRetryUntil));
            }
            fields.append("\r\n");
        }
        var part = new MimeBodyPart(new InternetHeaders(), fields.toString().getBytes(StandardCharsets.US_ASCII));
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
