package dev.postern.mailets;

import java.util.Optional;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.Mail;

/**
 * Records as a mail attribute that a message was rejected, and why.
 *
 * @param partner whose mail it claimed to be
 * @param reason in plain words, for administrators
 */
public record Rejection(String partner, String reason) {

    /** The attribute; its value is {@code partner: reason}. */
    public static final AttributeName ATTRIBUTE = AttributeName.of("dev.postern.rejection");

    private static final String SEPARATOR = ": ";

    String text() {
        return partner + SEPARATOR + reason;
    }

    /** Returns why that message was rejected; empty if it was not. */
    public static Optional<Rejection> of(Mail mail) {
        return AttributeUtils.getValueAndCastFromMail(mail, ATTRIBUTE, String.class)
                .filter(text -> text.contains(SEPARATOR))
                .map(text -> new Rejection(
                        text.substring(0, text.indexOf(SEPARATOR)),
                        text.substring(text.indexOf(SEPARATOR) + SEPARATOR.length())));
    }
}
