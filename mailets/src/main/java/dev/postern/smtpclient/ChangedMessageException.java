package dev.postern.smtpclient;

import java.io.IOException;

/** A stored message is another than when it was read before: no server is to blame that it could not be sent. */
public final class ChangedMessageException extends IOException {
    private static final long serialVersionUID = 1L;

    public ChangedMessageException(String message) {
        super(message);
    }
}
