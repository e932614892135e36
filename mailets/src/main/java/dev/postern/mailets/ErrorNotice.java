package dev.postern.mailets;

import static dev.postern.mailets.PostmasterNotice.plain;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;

/**
 * Tells James's postmaster of a message in processor {@code error}: it was taken, and goes nowhere until somebody looks at
 * it. The message goes on to the next mailet. Safe for any thread.
 */
public final class ErrorNotice extends GenericMailet {
    private static final int LONGEST_REASON = 600;

    private final Clock clock;

    @Inject
    public ErrorNotice(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        String subject = "Not delivered: a message that the gateway could not process";
        PostmasterNotice.send(getMailetContext(), clock, mail, "error", subject, lines(mail));
    }

    private static List<String> lines(Mail mail) {
        String reason = Optional.ofNullable(mail.getErrorMessage()).orElse("unknown; see the log");
        return List.of(
                "A message was taken and cannot be delivered: processing it failed, or it runs in a loop. Its sender was",
                "not told. It is kept in the repository of errors: mail/error in the gateway's data directory.",
                "",
                "Message:    " + plain(mail.getName()),
                "Reason:     " + plain(reason.substring(0, Math.min(reason.length(), LONGEST_REASON))),
                "Client:     " + plain(mail.getRemoteAddr()),
                "Sender:     " + plain(mail.getMaybeSender().asPrettyString()),
                "Recipients: "
                        + plain(mail.getRecipients().stream()
                                .map(MailAddress::asPrettyString)
                                .collect(Collectors.joining(", "))));
    }
}
