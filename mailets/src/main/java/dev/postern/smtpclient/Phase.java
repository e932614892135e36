package dev.postern.smtpclient;

import java.time.Duration;
import java.util.Locale;

/** A phase of a connection. Each has its time limit, and its duration is recorded. */
public enum Phase {
    CONNECT,
    GREETING,
    EHLO,
    TLS,
    /** MAIL, RCPT, and asking for DATA. */
    ENVELOPE,
    CONTENT,
    /** Waiting for the reply to the content. */
    REPLY;

    Duration limit(SmtpTimeouts timeouts) {
        return switch (this) {
            case CONNECT -> timeouts.connect();
            case GREETING, EHLO, ENVELOPE -> timeouts.reply();
            case TLS -> timeouts.handshake();
            case CONTENT -> timeouts.content();
            case REPLY -> timeouts.finalReply();
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
