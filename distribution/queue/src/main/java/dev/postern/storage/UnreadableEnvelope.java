package dev.postern.storage;

/**
 * The bytes are no envelope that this version can read: damaged, or written by a newer one. Whoever meets it keeps bytes
 * and content, aside, and says so: the message was accepted and is not to be lost.
 */
public final class UnreadableEnvelope extends Exception {
    UnreadableEnvelope(String message) {
        super(message);
    }

    UnreadableEnvelope(String message, Throwable cause) {
        super(message, cause);
    }
}
