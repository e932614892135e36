package dev.postern.probe;

import dev.postern.smtpclient.Cause;
import java.util.Locale;

/** Says what a probe came to. */
public enum ProbeStatus {
    /** A delivery could name a message now. */
    HOLDS,
    /** It could not, and it will not be otherwise before somebody changes something. */
    FALLS_SHORT,
    /** It could not now, for a reason that may pass: nothing is said about the rule. */
    COULD_NOT_TELL;

    /** Returns what that reason comes to. */
    static ProbeStatus of(Cause cause) {
        return switch (cause.trouble()) {
            case NONE -> HOLDS;
            case REPLY -> cause.isTransientReply() ? COULD_NOT_TELL : FALLS_SHORT;
            case TLS,
                    NO_DOMAIN,
                    NO_SUCH_DOMAIN,
                    RECIPIENT_ADDRESS,
                    SENDER_ADDRESS,
                    NO_MAIL_WANTED,
                    RULE_WITHDRAWN,
                    RELAY_DENIED,
                    AUTHENTICATION,
                    TOO_LARGE,
                    RESERVED_ADDRESS,
                    MAIL_LOOP,
                    NEXT_HOP_LOOP,
                    NO_SMTP,
                    ADDRESS_BEYOND_ASCII,
                    HEADER_BEYOND_ASCII -> FALLS_SHORT;
            case OUR_FAULT,
                    RULE_CHANGED,
                    UNREACHABLE,
                    BROKE_OFF,
                    REPLY_LOST,
                    DNS_SILENT,
                    CONGESTION,
                    RATE,
                    NO_ADDRESS -> COULD_NOT_TELL;
        };
    }

    /** Returns the word for programs. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
