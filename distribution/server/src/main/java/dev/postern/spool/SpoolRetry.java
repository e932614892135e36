package dev.postern.spool;

import java.time.Duration;
import java.util.List;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/**
 * Decides when a message is retried that the pipeline failed to process. Pure, but for what it writes on the message.
 *
 * @param failures how often it failed, this time included
 */
record SpoolRetry(int failures) {
    private static final AttributeName FAILURES = AttributeName.of("dev.postern.spool.failures");

    /** Then the processor error has it, for as long as that fails. */
    private static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10));

    private static final List<Duration> WAITS_OF_ERROR = List.of(
            Duration.ZERO, Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofHours(1));

    /** Returns the next retry of that message. */
    static SpoolRetry after(Mail mail) {
        return new SpoolRetry(AttributeUtils.getValueAndCastFromMail(mail, FAILURES, Integer.class)
                        .orElse(0)
                + 1);
    }

    /** Returns whether the processor {@code error} gets the message next. */
    boolean isOver() {
        return failures > WAITS.size();
    }

    Duration delay() {
        return isOver()
                ? WAITS_OF_ERROR.get(Math.min(failures - WAITS.size(), WAITS_OF_ERROR.size()) - 1)
                : WAITS.get(failures - 1);
    }

    /** Makes the message what goes back into the spool: from the beginning, for those who are left. */
    void prepare(Mail mail, List<MailAddress> left, List<Attribute> attributes, String state, String reason) {
        mail.removeAllAttributes();
        attributes.forEach(mail::setAttribute);
        mail.setAttribute(new Attribute(FAILURES, AttributeValue.of(failures)));
        mail.setRecipients(left);
        mail.setState(isOver() ? Mail.ERROR : state);
        if (isOver() && !Mail.ERROR.equals(state)) {
            mail.setErrorMessage("Processing failed " + failures + " times. " + reason);
        }
    }
}
