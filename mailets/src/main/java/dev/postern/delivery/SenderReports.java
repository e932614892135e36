package dev.postern.delivery;

import dev.postern.attempt.Attempts;
import dev.postern.dsn.DsnSender;
import dev.postern.dsn.RecipientStatus;
import java.util.ArrayList;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells senders what became of their messages: all that follows from one attempt in one DSN. Safe for any thread. */
final class SenderReports {
    private static final Logger LOGGER = LoggerFactory.getLogger(SenderReports.class);

    private final DsnSender dsn;

    SenderReports(DsnSender dsn) {
        this.dsn = dsn;
    }

    /**
     * Reports who is returned and who is relayed, and who is delayed if that is due.
     *
     * @return whether the sender is told of a delay for the first time
     * @throws MessagingException if the DSN about returned recipients could not be sent
     */
    boolean send(Mail mail, OpenRecipients open, RetryPolicy policy) throws MessagingException {
        boolean warns = policy.isWarningDue() && !Attempts.isWarned(mail);
        List<RecipientStatus> statuses = new ArrayList<>();
        open.returned()
                .forEach(one ->
                        statuses.add(ReportedOutcome.failed(one.recipient().address(), one.cause())));
        if (warns) {
            open.waiting()
                    .forEach(one ->
                            statuses.add(ReportedOutcome.delayed(one.recipient().address(), one.cause())));
        }
        statuses.addAll(open.relayed());
        return send(mail, statuses, !open.returned().isEmpty(), policy) && warns;
    }

    /** Only logs a failure to send a DSN that reports a delay or a success. */
    private boolean send(Mail mail, List<RecipientStatus> statuses, boolean isRequired, RetryPolicy policy)
            throws MessagingException {
        try {
            dsn.send(mail, statuses, policy.since(), policy.now(), policy.end());
            return true;
        } catch (MessagingException e) {
            if (isRequired) {
                throw e;
            }
            LOGGER.warn("Could not send the DSN about {}, which reports a delay or a success only", mail.getName(), e);
            return false;
        }
    }
}
