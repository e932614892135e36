package dev.postern.smtp;

/** Whether new mail can be stored now. Asked at each MAIL, and so it knows the answer already. Safe for any thread. */
@FunctionalInterface
public interface Intake {
    /** Says yes at all times: for a server without a bound. */
    Intake UNBOUNDED = bytes -> true;

    /**
     * Whether a message may be taken.
     *
     * @param bytes as the client announced (RFC 1870); 0 if it did not
     */
    boolean hasRoomFor(long bytes);
}
