package dev.postern.delivery;

import dev.postern.delivery.DeliveryNotice.Action;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of the recipients whom an attempt left open: returned to the sender now, or tried again. Safe for any thread. */
final class Settlement {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settlement.class);

    private final Notices notices;
    private final Clock clock;

    /**
     * Who is returned, and who waits.
     *
     * @param returned for whom it is over, by cause
     * @param waiting for whom it is not, by cause
     */
    record Left(Map<Cause, List<MailAddress>> returned, Map<Cause, List<MailAddress>> waiting) {
        Left() {
            this(new LinkedHashMap<>(), new LinkedHashMap<>());
        }

        void failed(MailAddress recipient, Cause cause) {
            add(returned, cause, recipient);
        }

        void deferred(MailAddress recipient, Cause cause, Persistence persistence) {
            add(persistence.isOver(cause) ? returned : waiting, cause, recipient);
        }

        /** No connection showed that this is still the cause: only the time can be over for it. */
        void untried(MailAddress recipient, Cause cause, Persistence persistence) {
            add(persistence.isTimeOver() ? returned : waiting, cause, recipient);
        }

        private static void add(Map<Cause, List<MailAddress>> causes, Cause cause, MailAddress recipient) {
            causes.computeIfAbsent(cause, any -> new ArrayList<>()).add(recipient);
        }
    }

    Settlement(Notices notices, Clock clock) {
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * Returns what is over, remembers why the rest waits, and warns if that is due.
     *
     * @return whether anything is left in the mail
     * @throws MessagingException if a notice could not be sent; whom it was about is still in the mail
     */
    boolean settle(Mail mail, Left left, Persistence persistence) throws MessagingException {
        Instant now = clock.instant();
        for (var entry : left.returned().entrySet()) {
            notices.send(mail, entry.getValue(), entry.getKey(), Action.FAILED, now, persistence.end());
            remove(mail, entry.getValue());
        }
        if (left.waiting().isEmpty()) {
            return false;
        }
        Map<MailAddress, Cause> causes = new LinkedHashMap<>();
        left.waiting().forEach((cause, recipients) -> recipients.forEach(recipient -> causes.put(recipient, cause)));
        Attempts.setCauses(mail, causes);
        if (persistence.isWarningDue() && !Attempts.isWarned(mail)) {
            warn(mail, left.waiting(), now, persistence.end());
        }
        return true;
    }

    /** A warning that cannot be sent is no reason to do anything to the message. */
    private void warn(Mail mail, Map<Cause, List<MailAddress>> waiting, Instant now, Instant end) {
        try {
            for (var entry : waiting.entrySet()) {
                notices.send(mail, entry.getValue(), entry.getKey(), Action.DELAYED, now, end);
            }
            Attempts.setWarned(mail);
        } catch (MessagingException e) {
            LOGGER.warn("the sender of {} could not be told of the delay", mail.getName(), e);
        }
    }

    /** Takes these out of the mail: nothing more is done for them. */
    static void remove(Mail mail, List<MailAddress> settled) {
        mail.setRecipients(mail.getRecipients().stream()
                .filter(recipient -> !settled.contains(recipient))
                .toList());
    }
}
