package dev.postern.inboundtest;

import dev.postern.recipient.Recipient;
import dev.postern.utf8.InternationalAddress;
import dev.postern.utf8.SmtpUtf8Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import java.util.UUID;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;

/** Writes the mail that carries a report: from the null sender and marked as an automatic reply, so that nothing answers it. */
final class ReportMessage {
    private ReportMessage() {}

    /**
     * Returns the mail, which the caller sends by {@link dev.postern.dsn.OwnMail}.
     *
     * @param name under which it is tracked
     * @param hostname the gateway's own name
     */
    static Mail of(String name, String hostname, MailAddress recipient, String text, Instant now)
            throws MessagingException {
        String address = Recipient.text(recipient);
        var message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom(new InternetAddress("\"Mail gateway " + hostname + "\" <MAILER-DAEMON@" + hostname + ">"));
        message.setHeader("To", "<" + address + ">");
        message.setSubject("Report of your test message to " + hostname, StandardCharsets.US_ASCII.name());
        message.setSentDate(Date.from(now));
        message.setHeader("Auto-Submitted", "auto-replied"); // RFC 3834 §5
        message.setText(text, StandardCharsets.UTF_8.name());
        message.saveChanges();
        message.setHeader("Message-ID", "<" + UUID.randomUUID() + "@" + hostname + ">");
        Mail mail = MailImpl.builder()
                .name(name)
                .sender(MaybeSender.nullSender())
                .addRecipient(recipient)
                .mimeMessage(message)
                .build();
        if (InternationalAddress.isBeyondAscii(address)) {
            SmtpUtf8Request.mark(mail);
        }
        return mail;
    }
}
