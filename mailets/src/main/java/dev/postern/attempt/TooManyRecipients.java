package dev.postern.attempt;

import dev.postern.smtpclient.SmtpReply;

/** Tells whether a server said that a transaction has too many recipients. */
final class TooManyRecipients {
    private static final String STATUS = "5.3"; // RFC 3463 §3.6
    private static final String NO_STATUS = "0.0";

    private TooManyRecipients() {}

    /**
     * Returns whether a reply to RCPT says so: with the status for it, whatever its class, or with 452 or 552 without any status
     * (RFC 5321 §4.5.3.1.10). Without recipients before, it cannot be about their number.
     *
     * @param accepted how many recipients the server accepted before it in the same transaction
     */
    static boolean isSaidBy(SmtpReply reply, int accepted) {
        boolean withoutStatus =
                (reply.code() == 452 || reply.code() == 552) && reply.status().equals(NO_STATUS);
        return accepted > 0
                && !reply.isPositive()
                && (withoutStatus || reply.status().equals(STATUS));
    }
}
