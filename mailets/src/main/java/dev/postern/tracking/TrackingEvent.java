package dev.postern.tracking;

import dev.postern.tls.TlsSession;
import java.time.Instant;
import java.util.Locale;

/**
 * Describes what happened to an incoming or outgoing message: the only source of the decision log and of everything
 * else that reports what the gateway did. Values are immutable, and no text has to be parsed. Events about one message
 * may reach a {@link TrackingListener} out of order.
 */
public sealed interface TrackingEvent permits InboundEvent, OutboundEvent {

    /** Returns the instant at which it happened. */
    Instant time();

    /** Returns the gateway's id of the message or, before there is one, of its SMTP session. */
    String message();

    Kind kind();

    /** Returns what was negotiated on the connection that this is about. */
    TlsSession session();

    /** The kinds of event: a listener that switches over them does not compile while one of them has no answer. */
    enum Kind {
        /** The message has its 250. */
        RECEIVED,
        /** A partner's rule was not asked, because an own server sent the message and is exempt. */
        EXEMPT,
        /** Answered 5xx. */
        REJECTED,
        /** Answered 4xx. */
        TEMPFAIL,
        /** Accepted and then set aside by the pipeline. */
        QUARANTINED,
        /** Monitor mode accepted it; enforcing would have answered 5xx. */
        WOULD_REJECT,
        /** Monitor mode let it pass; enforcing would have answered 4xx, or deferred the delivery. */
        WOULD_DEFER,
        /** Monitor mode let it pass; enforcing would have set it aside. */
        WOULD_QUARANTINE,
        /** The outgoing queue has it. */
        QUEUED,
        /** The next hop accepted it. */
        DELIVERED,
        /** Not delivered yet, will be retried. */
        DEFERRED,
        /** Returned to its sender. */
        BOUNCED,
        /** Monitor mode let it pass; enforcing would have returned it to its sender. */
        WOULD_BOUNCE;

        /** Returns the word in logs, such as {@code would-defer}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
