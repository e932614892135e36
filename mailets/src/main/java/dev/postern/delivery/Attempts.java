package dev.postern.delivery;

import java.time.Instant;
import java.util.Optional;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/** What a queued message remembers of its delivery: since when, how often tried, whether the sender was told. */
final class Attempts {
    private static final AttributeName SINCE = AttributeName.of("dev.postern.delivery.since");
    private static final AttributeName COUNT = AttributeName.of("dev.postern.delivery.attempts");
    private static final AttributeName WARNED = AttributeName.of("dev.postern.delivery.warned");

    private Attempts() {}

    /** Begins the count; called once, when the message enters the outgoing queue. */
    static void begin(Mail mail, Instant now) {
        mail.setAttribute(new Attribute(SINCE, AttributeValue.of(now.toEpochMilli())));
        mail.setAttribute(new Attribute(COUNT, AttributeValue.of(0)));
        mail.removeAttribute(WARNED);
    }

    static Instant since(Mail mail, Instant otherwise) {
        return read(mail, SINCE, Long.class).map(Instant::ofEpochMilli).orElse(otherwise);
    }

    /** Counts one more attempt and tells how many there were, this one included. */
    static int count(Mail mail) {
        int attempts = read(mail, COUNT, Integer.class).orElse(0) + 1;
        mail.setAttribute(new Attribute(COUNT, AttributeValue.of(attempts)));
        return attempts;
    }

    static boolean isWarned(Mail mail) {
        return read(mail, WARNED, Boolean.class).orElse(false);
    }

    static void setWarned(Mail mail) {
        mail.setAttribute(new Attribute(WARNED, AttributeValue.of(true)));
    }

    private static <T> Optional<T> read(Mail mail, AttributeName name, Class<T> type) {
        return AttributeUtils.getValueAndCastFromMail(mail, name, type);
    }
}
