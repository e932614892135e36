package dev.postern.dsn;

import java.util.Locale;

/** Says what happened to a message for one recipient (RFC 3464 §2.3.3), the most severe first. */
public enum Action {
    FAILED("Your message was not delivered"),
    DELAYED("Your message is delayed"),
    /** The next server accepted it, and sends no DSNs itself (RFC 3461 §5.2.2). */
    RELAYED("Your message was relayed");

    private final String subject;

    Action(String subject) {
        this.subject = subject;
    }

    /** The subject of a DSN in which nothing graver happened. */
    String subject() {
        return subject;
    }

    /** The value of the field {@code Action}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
