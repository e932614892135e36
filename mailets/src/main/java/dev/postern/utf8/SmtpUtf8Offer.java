package dev.postern.utf8;

/** Tells whether SMTPUTF8 (RFC 6531) is offered to clients. Safe for any thread. */
@FunctionalInterface
public interface SmtpUtf8Offer {
    /** Offers it to nobody. */
    SmtpUtf8Offer NONE = () -> false;

    /** Returns whether mail that needs SMTPUTF8 can be delivered to the own domains now. */
    boolean isOffered();
}
