package dev.postern.mailets;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import javax.mail.Message.RecipientType;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;

/**
 * A message to James's postmaster about a message that was kept. It holds nothing of that message itself, has the null sender
 * (RFC 3834 §3.3), and nobody else gets it.
 */
final class PostmasterNotice {
    private PostmasterNotice() {}

    /**
     * Sends it; not about a notice, as that would be kept for the same reason, and so on without end.
     *
     * @param word what became of the message, for the notice's Message-ID
     */
    static void send(MailetContext context, Clock clock, Mail mail, String word, String subject, List<String> lines)
            throws MessagingException {
        if (mail.getAttribute(Mail.SENT_BY_MAILET_ATTRIBUTE.getName()).isPresent()) {
            return;
        }
        MailAddress postmaster = context.getPostmaster();
        var message = new Notice(
                "<" + mail.getName() + "." + word + "@" + postmaster.getDomain().asString() + ">");
        var address = new InternetAddress(postmaster.asString());
        message.setFrom(address);
        message.setRecipient(RecipientType.TO, address);
        message.setSubject(subject, StandardCharsets.US_ASCII.name());
        message.setSentDate(Date.from(clock.instant()));
        message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834 §5
        message.setText(String.join("\r\n", lines) + "\r\n", StandardCharsets.UTF_8.name());
        message.saveChanges();
        context.sendMail(MailAddress.nullSender(), List.of(postmaster), message);
    }

    /** A client's words must not make lines of their own. */
    static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** JavaMail would make a Message-ID of this process's user and host. */
    private static final class Notice extends MimeMessage {
        private final String id;

        Notice(String id) {
            super((Session) null);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
