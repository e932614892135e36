package dev.postern.mailets;

import static dev.postern.mailets.PostmasterNotice.plain;

import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;

/**
 * Tells James's postmaster of a message that {@link RejectViolation} rejected: which, whose, from where, and why. The
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
        String subject = "Rejected: a message that did not arrive as agreed";
        PostmasterNotice.send(getMailetContext(), clock, mail, "rejected", subject, lines(mail));
    }

    private static List<String> lines(Mail mail) {
        var rejection = Rejection.of(mail);
        return List.of(
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
                                .collect(Collectors.joining(", "))));
    }
}
