package dev.postern.utf8;

import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/** Marks a message whose MAIL command has the parameter SMTPUTF8 (RFC 6531 §3.4). The mark stays with it in every queue. */
public final class SmtpUtf8Request {
    private static final AttributeName NAME = AttributeName.of("dev.postern.smtp-utf8");

    private SmtpUtf8Request() {}

    /** Marks a message as internationalized. */
    public static void mark(Mail mail) {
        mail.setAttribute(new Attribute(NAME, AttributeValue.of(true)));
    }

    /** Returns whether the message is marked. */
    public static boolean isMarked(Mail mail) {
        return AttributeUtils.getValueAndCastFromMail(mail, NAME, Boolean.class).orElse(false);
    }
}
