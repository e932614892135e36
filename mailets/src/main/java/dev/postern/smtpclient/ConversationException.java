package dev.postern.smtpclient;

import java.io.IOException;

/** A conversation with a server cannot go on; the cause says why. */
public class ConversationException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Cause why;
    private final boolean handshake;

    ConversationException(Cause why) {
        this(why, false);
    }

    private ConversationException(Cause why, boolean handshake) {
        super(why.reason());
        this.why = why;
        this.handshake = handshake;
    }

    /** The TLS handshake failed, before its time was over. */
    static ConversationException inHandshake(Cause why) {
        return new ConversationException(why, true);
    }

    public Cause why() {
        return why;
    }

    boolean isInHandshake() {
        return handshake;
    }
}
