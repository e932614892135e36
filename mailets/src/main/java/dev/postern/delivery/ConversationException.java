package dev.postern.delivery;

import java.io.IOException;

/** A conversation with a server cannot go on; the cause says why. */
class ConversationException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Cause why;

    ConversationException(Cause why) {
        super(why.reason());
        this.why = why;
    }

    Cause why() {
        return why;
    }
}
