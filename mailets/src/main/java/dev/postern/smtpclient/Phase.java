package dev.postern.smtpclient;

import java.time.Duration;
import java.util.Locale;

/** What a connection is at. Each phase has its limit, and its time is on record. */
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
