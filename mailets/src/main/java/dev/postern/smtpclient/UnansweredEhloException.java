package dev.postern.smtpclient;

/** A server closed the connection in the place of an answer to EHLO. */
final class UnansweredEhloException extends ConversationException {
    private static final long serialVersionUID = 1L;

    UnansweredEhloException(Cause why) {
        super(why);
    }
}
