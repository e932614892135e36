package dev.postern.mailets;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import javax.inject.Inject;
import javax.mail.Message.RecipientType;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;

/**
 * Tells James's postmaster of a message that {@link RejectViolation} rejected: which, whose, from where, and why. The notice
 * holds nothing of the message itself, has the null sender (RFC 3834 §3.3), and nobody but the postmaster gets it; the
 * message goes on to the next mailet. Safe for any thread.
 */
public final class RejectionNotice extends GenericMailet {
    private final Clock clock;

    @Inject
    public RejectionNotice(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        if (mail.getAttribute(Mail.SENT_BY_MAILET_ATTRIBUTE.getName()).isPresent()) {
            return; // a notice about a notice would be rejected for the same reason, and so on without end
        }
        MailAddress postmaster = getMailetContext().getPostmaster();
        getMailetContext().sendMail(MailAddress.nullSender(), List.of(postmaster), notice(mail, postmaster));
    }

    private MimeMessage notice(Mail mail, MailAddress postmaster) throws MessagingException {
        var message = new Notice(
                "<" + mail.getName() + ".rejected@" + postmaster.getDomain().asString() + ">");
        var address = new InternetAddress(postmaster.asString());
        message.setFrom(address);
        message.setRecipient(RecipientType.TO, address);
        message.setSubject("Rejected: a message that did not arrive as agreed", StandardCharsets.US_ASCII.name());
        message.setSentDate(Date.from(clock.instant()));
        message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834 §5
        message.setText(text(mail), StandardCharsets.UTF_8.name());
        message.saveChanges();
        return message;
    }

    private static String text(Mail mail) {
        var rejection = Rejection.of(mail);
        return String.join(
                "\r\n",
                "A message was rejected: it claims to be a partner's and did not arrive as agreed.",
                "It is kept in the repository of rejected messages: mail/rejected in the gateway's data directory.",
                "",
                "Message:    " + plain(mail.getName()),
                "Partner:    " + plain(rejection.map(Rejection::partner).orElse("unknown")),
                "Reason:     " + plain(rejection.map(Rejection::reason).orElse("unknown")),
                "Client:     " + plain(mail.getRemoteAddr()),
                "Sender:     " + plain(mail.getMaybeSender().asPrettyString()),
                "Recipients: "
                        + plain(mail.getRecipients().stream()
                                .map(MailAddress::asPrettyString)
                                .collect(Collectors.joining(", "))),
                "");
    }

    /** A client's words must not make lines of their own. */
    private static String plain(String text) {
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
