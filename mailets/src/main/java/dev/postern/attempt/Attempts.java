package dev.postern.attempt;

import dev.postern.pace.Slot;
import dev.postern.recipient.Recipient;
import dev.postern.smtpclient.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/**
 * What a queued message remembers of its delivery, also over a restart: since when, how often tried, when again, why not yet,
 * whether the sender was told.
 */
public final class Attempts {
    private static final AttributeName SINCE = AttributeName.of("dev.postern.delivery.since");
    private static final AttributeName COUNT = AttributeName.of("dev.postern.delivery.attempts");
    private static final AttributeName WARNED = AttributeName.of("dev.postern.delivery.warned");
    private static final AttributeName QUEUED = AttributeName.of("dev.postern.delivery.queued");
    private static final AttributeName DUE = AttributeName.of("dev.postern.delivery.due");
    private static final AttributeName LAST = AttributeName.of("dev.postern.delivery.last");
    private static final AttributeName RESUMED = AttributeName.of("dev.postern.delivery.resumed");
    private static final AttributeName SLOT = AttributeName.of("dev.postern.delivery.slot");
    private static final AttributeName CAUSES = AttributeName.of("dev.postern.delivery.causes");

    /** More than a queue is late by for want of workers, for a broker's restart, or for a clock that was set. */
    private static final Duration LATE = Duration.ofMinutes(10);
    /** A queue may bring a message later than it is due by a part of its wait. */
    private static final int PART_OF_A_WAIT = 4;

    private Attempts() {}

    /** Begins the count; called once, when the message enters the outgoing queue. */
    public static void begin(Mail mail, Instant now) {
        set(mail, SINCE, now);
        mail.setAttribute(new Attribute(COUNT, AttributeValue.of(0)));
        mail.removeAttribute(WARNED);
        mail.removeAttribute(CAUSES);
        mail.removeAttribute(LAST);
        mail.removeAttribute(RESUMED);
        mail.removeAttribute(SLOT);
        waitsFor(mail, Duration.ZERO, now);
    }

    public static Instant since(Mail mail, Instant otherwise) {
        return instant(mail, SINCE).orElse(otherwise);
    }

    /** Counts one more attempt and tells how many there were, this one included. */
    public static int count(Mail mail) {
        int attempts = made(mail) + 1;
        mail.setAttribute(new Attribute(COUNT, AttributeValue.of(attempts)));
        return attempts;
    }

    /** Remembers that an attempt began then. */
    public static void began(Mail mail, Instant now) {
        set(mail, LAST, now);
        mail.removeAttribute(SLOT);
    }

    /** Remembers its turn at the rate of its destination, until the next attempt. */
    public static void setSlot(Mail mail, Slot slot) {
        mail.setAttribute(new Attribute(SLOT, AttributeValue.of(slot.text())));
    }

    /** Returns that turn, if it was given one since the last attempt. */
    public static Optional<Slot> slot(Mail mail) {
        return read(mail, SLOT, String.class).flatMap(Slot::parse);
    }

    /**
     * Returns whether the message comes so long after it was due that nobody can have tried it meanwhile: the gateway was
     * stopped, the machine suspended, or its clock set forward.
     */
    public static boolean isLate(Mail mail, Instant now) {
        Instant due = instant(mail, DUE).orElse(now);
        Duration slack = Duration.between(queued(mail), due).dividedBy(PART_OF_A_WAIT);
        return now.isAfter(due.plus(slack.compareTo(LATE) < 0 ? LATE : slack));
    }

    /** Remembers that time has passed until then in which nobody can have tried the message. */
    public static void resumed(Mail mail, Instant now) {
        set(mail, RESUMED, now);
    }

    /** Returns when the last such time was over; empty also if a clock that was wrong then says that it is not yet. */
    public static Optional<Instant> resumedBy(Mail mail, Instant now) {
        return instant(mail, RESUMED).filter(resumed -> !resumed.isAfter(now));
    }

    /** Returns whether no attempt was begun since that time: one must be before anything final becomes of the message. */
    public static boolean owesAttempt(Mail mail, Instant now) {
        return resumedBy(mail, now)
                .filter(resumed -> instant(mail, LAST).orElse(Instant.MIN).isBefore(resumed))
                .isPresent();
    }

    /** Returns how many attempts there were. */
    public static int made(Mail mail) {
        return read(mail, COUNT, Integer.class).orElse(0);
    }

    /** It goes into the queue, new or after an attempt, and is to stay there for that time. */
    public static void waitsFor(Mail mail, Duration wait, Instant now) {
        set(mail, QUEUED, now);
        waitsOn(mail, wait, now);
    }

    /** It goes back into the queue without an attempt, and is to stay there for that time. */
    public static void waitsOn(Mail mail, Duration wait, Instant now) {
        set(mail, DUE, now.plus(wait));
    }

    /** Returns when it entered the queue, new or after its last attempt. */
    public static Instant queued(Mail mail) {
        return instant(mail, QUEUED).orElse(Instant.EPOCH);
    }

    /** Returns when it is to be tried. */
    public static Instant due(Mail mail) {
        return instant(mail, DUE).orElse(Instant.EPOCH);
    }

    /** Remembers why it still waits, for each recipient. */
    public static void setCauses(Mail mail, Map<Recipient, Cause> causes) {
        Map<String, AttributeValue<?>> texts = new HashMap<>();
        causes.forEach((recipient, cause) -> texts.put(recipient.toString(), AttributeValue.of(cause.text())));
        mail.setAttribute(new Attribute(CAUSES, AttributeValue.of(texts)));
    }

    /** Returns why it was deferred for that recipient, as far as it is remembered. */
    public static Optional<Cause> cause(Mail mail, Recipient recipient) {
        return mail.getAttribute(CAUSES)
                .flatMap(causes -> causes.getValue().asMapAttributeValueOf(String.class))
                .flatMap(causes -> Optional.ofNullable(causes.value().get(recipient.toString())))
                .flatMap(text -> Cause.parse(text.value()));
    }

    public static boolean isWarned(Mail mail) {
        return read(mail, WARNED, Boolean.class).orElse(false);
    }

    public static void setWarned(Mail mail) {
        mail.setAttribute(new Attribute(WARNED, AttributeValue.of(true)));
    }

    private static void set(Mail mail, AttributeName name, Instant instant) {
        mail.setAttribute(new Attribute(name, AttributeValue.of(instant.toEpochMilli())));
    }

    private static Optional<Instant> instant(Mail mail, AttributeName name) {
        return read(mail, name, Long.class).map(Instant::ofEpochMilli);
    }

    private static <T> Optional<T> read(Mail mail, AttributeName name, Class<T> type) {
        return AttributeUtils.getValueAndCastFromMail(mail, name, type);
    }
}
