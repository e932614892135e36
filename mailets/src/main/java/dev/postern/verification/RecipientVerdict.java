package dev.postern.verification;

/** Says how RCPT treats a recipient. */
public enum RecipientVerdict {
    /** The recipient exists, or the domain accepts recipients that cannot be verified now. */
    ACCEPTED,
    /** There is no such recipient. */
    UNKNOWN,
    /** Nobody can say now, and the domain does not accept such recipients. */
    UNVERIFIED,
    /** Too many verifications are under way. */
    OVERLOADED
}
