package dev.postern.intake;

/**
 * Tells whether new mail can be stored now. Asked at each MAIL and RCPT, so it must not block. What strangers fill is
 * never the reason to tempfail a partner's mail, nor an own server's mail to a partner. Safe for any thread.
 */
@FunctionalInterface
public interface Intake {
    /** Says yes at all times: for a server without a bound. */
    Intake UNBOUNDED = bytes -> true;

    /** Who hands over mail. */
    enum Client {
        /** It may relay. */
        OWN_SERVER,
        /** The sender's domain is a partner's, and what was agreed is kept. */
        PARTNER,
        STRANGER
    }

    /** Where a recipient of an own server's mail is. */
    enum Recipients {
        PARTNERS,
        OWN_DOMAINS,
        EVERYONE_ELSE
    }

    /**
     * Returns whether a message may be accepted from anybody at all.
     *
     * @param bytes as the client announced (RFC 1870); 0 if it did not
     */
    boolean hasRoomFor(long bytes);

    /** Returns whether mail may be accepted from that client; of an own server's, recipients decide as well. */
    default boolean hasRoomFrom(Client client) {
        return hasRoomFor(0);
    }

    /**
     * Reserves room on the disk for that many bytes of a message that is being received.
     *
     * @return whether there is room; {@link #release} gives it back then
     */
    default boolean reserve(Client client, long bytes) {
        return hasRoomFor(bytes);
    }

    /** Gives back what {@link #reserve} reserved, as the message is accepted or gone. */
    default void release(long bytes) {}

    /** Returns whether an own server's mail to these may be accepted. */
    default boolean hasRoomTo(Recipients recipients) {
        return true;
    }
}
