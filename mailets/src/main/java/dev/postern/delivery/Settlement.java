package dev.postern.delivery;

import dev.postern.attempt.AttemptOutcome.Delivered;
import dev.postern.attempt.Attempts;
import dev.postern.dsn.DsnSender;
import dev.postern.dsn.RecipientStatus;
import dev.postern.recipient.Recipient;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles the recipients whom an attempt left open: returned to the sender now, or retried. The sender gets one DSN about all
 * of them. Safe for any thread.
 */
final class Settlement {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settlement.class);

    private final DsnSender dsn;
    private final Clock clock;

    /** A recipient, and why the message did not reach it. */
    record Open(Recipient recipient, Cause cause) {}

    /**
     * The part of an attempt's outcome that is still to be settled.
     *
     * @param returned for whom it is over
     * @param waiting for whom it is not
     * @param relayed whose server accepted the message and sends no DSNs
     */
    record Left(List<Open> returned, List<Open> waiting, List<RecipientStatus> relayed) {
        Left() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        void delivered(Recipient recipient, Delivered delivered) {
            if (!delivered.carriesDsn()) {
                relayed.add(ReportedOutcome.relayed(recipient.address(), delivered.host()));
            }
        }

        void failed(Recipient recipient, Cause cause) {
            returned.add(new Open(recipient, cause));
        }

        void deferred(Recipient recipient, Cause cause, RetryPolicy persistence) {
            (persistence.isOver(cause) ? returned : waiting).add(new Open(recipient, cause));
        }

        /** No connection showed that this is still the cause: only the time can be over for it. */
        void untried(Recipient recipient, Cause cause, RetryPolicy persistence) {
            (persistence.isTimeOver() ? returned : waiting).add(new Open(recipient, cause));
        }

        Set<Cause> returnedCauses() {
            return returned.stream().map(Open::cause).collect(Collectors.toSet());
        }

        boolean waitsFor(FailureKind trouble) {
            return waiting.stream().anyMatch(open -> open.cause().trouble() == trouble);
        }
    }

    Settlement(DsnSender dsn, Clock clock) {
        this.dsn = dsn;
        this.clock = clock;
    }

    /**
     * Returns what is over, remembers why the rest is deferred, and tells the sender of the delay if that is due: all in one
     * DSN.
     *
     * @return whether anything is left in the mail
     * @throws MessagingException if the DSN about returned recipients could not be sent; they are still in the mail
     */
    boolean settle(Mail mail, Left left, RetryPolicy persistence) throws MessagingException {
        boolean warns = persistence.isWarningDue() && !Attempts.isWarned(mail);
        List<RecipientStatus> statuses = new ArrayList<>();
        left.returned()
                .forEach(open ->
                        statuses.add(ReportedOutcome.failed(open.recipient().address(), open.cause())));
        if (warns) {
            left.waiting()
                    .forEach(open -> statuses.add(
                            ReportedOutcome.delayed(open.recipient().address(), open.cause())));
        }
        statuses.addAll(left.relayed());
        boolean told = tell(mail, statuses, !left.returned().isEmpty(), persistence);
        Recipient.remove(
                mail,
                left.returned().stream().map(open -> open.recipient().address()).toList());
        if (left.waiting().isEmpty()) {
            return false;
        }
        Map<Recipient, Cause> causes = new LinkedHashMap<>();
        left.waiting().forEach(open -> causes.put(open.recipient(), open.cause()));
        Attempts.setCauses(mail, causes);
        if (warns && told) {
            Attempts.setWarned(mail);
        }
        return true;
    }

    /** A delay or a confirmation that cannot be told is no reason to do anything to the message. */
    private boolean tell(Mail mail, List<RecipientStatus> statuses, boolean isRequired, RetryPolicy persistence)
            throws MessagingException {
        Instant now = clock.instant();
        try {
            dsn.send(mail, statuses, Attempts.since(mail, now), now, persistence.end());
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
