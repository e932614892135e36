package dev.postern.dsn;

import dev.postern.arrival.Arrival;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/**
 * Records as a mail attribute that the gateway itself made a message. No client can set it: a message that entered by SMTP bears an
 * {@link Arrival}, and with one the attribute counts for nothing. Neither header nor null sender is looked at.
 */
public enum Origin {
    /** A DSN about a message of a known sender. */
    DSN,
    /** A DSN about a stranger's message: its recipient may be made up. */
    STRANGERS_DSN,
    /** A notice to the postmaster. */
    NOTICE,
    /** The report of an inbound test. */
    TEST_REPORT;

    private static final AttributeName ATTRIBUTE = AttributeName.of("dev.postern.origin");

    /** Marks a message that was made just now. */
    public void markOn(Mail mail) {
        mail.setAttribute(new Attribute(ATTRIBUTE, AttributeValue.of(name())));
    }

    /** Returns what kind of message the gateway made; empty if it did not make it. */
    public static Optional<Origin> of(Mail mail) {
        return Arrival.of(mail).isPresent()
                ? Optional.empty()
                : AttributeUtils.getValueAndCastFromMail(mail, ATTRIBUTE, String.class)
                        .flatMap(name -> Stream.of(values())
                                .filter(origin -> origin.name().equals(name))
                                .findFirst());
    }
}
