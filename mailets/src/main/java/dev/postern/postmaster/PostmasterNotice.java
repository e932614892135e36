package dev.postern.postmaster;

import dev.postern.dsn.Origin;
import dev.postern.dsn.OwnMail;
import dev.postern.partner.Partners;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.mail.Message.RecipientType;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;

/** Writes a notice to James's postmaster: from the null sender (RFC 3834 §3.3), marked as the gateway's own. */
public final class PostmasterNotice {
    private PostmasterNotice() {}

    /** @throws MessagingException if the pipeline did not accept it */
    static void send(MailetContext context, Partners partners, Clock clock, NoticeKind kind, PendingIncidents about)
            throws MessagingException {
        String more = about.count() > 1 ? " (" + about.count() + " messages)" : "";
        List<String> lines = new ArrayList<>(kind.introduction());
        lines.add("");
        lines.addAll(about.lines());
        send(context, partners, clock, about.oldest().message() + "." + kind.word(), kind.subject() + more, lines);
    }

    /**
     * Sends a notice. Once this returns, the pipeline has accepted it, and it is as durable as any mail.
     *
     * @param id of the message, before the @
     * @param subject ASCII; it and the lines are printable
     * @throws MessagingException if the pipeline did not accept it
     */
    public static void send(
            MailetContext context, Partners partners, Clock clock, String id, String subject, List<String> lines)
            throws MessagingException {
        MailAddress postmaster = context.getPostmaster();
        var message = new Notice("<" + id + "@" + postmaster.getDomain().asString() + ">");
        var address = new InternetAddress(postmaster.asString());
        message.setFrom(address);
        message.setRecipient(RecipientType.TO, address);
        message.setSubject(subject, StandardCharsets.US_ASCII.name());
        message.setSentDate(Date.from(clock.instant()));
        message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834 §5
        message.setText(String.join("\r\n", lines) + "\r\n", StandardCharsets.UTF_8.name());
        message.saveChanges();
        Mail mail = MailImpl.builder()
                .name(MailImpl.getId())
                .sender(MaybeSender.nullSender())
                .addRecipient(postmaster)
                .mimeMessage(message)
                .build();
        OwnMail.send(context, mail, Origin.NOTICE, partners.current()::partnerOf);
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
