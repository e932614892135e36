package dev.postern.attempt;

import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.Host;
import dev.postern.tls.TlsSession;
import java.util.Optional;

/** The outcome of one attempt for one recipient. */
public sealed interface AttemptOutcome {

    /**
     * The server took it.
     *
     * @param matched the name or fingerprint by which the server proved to be the agreed one, where one was agreed
     * @param reply the server's reply to the message
     * @param carriesDsn whether the server was told what notices are wanted (RFC 3461 §5.2.1); if not, and a notice of
     *     success was asked for, it is ours to send a "relayed" one (§5.2.2)
     */
    record Delivered(Host host, Evidence evidence, Optional<String> matched, String reply, boolean carriesDsn)
            implements AttemptOutcome {}

    /** Not now. */
    record Deferred(Cause cause, Evidence evidence) implements AttemptOutcome {
        public Deferred(Cause cause, TlsSession session) {
            this(cause, Evidence.of(session));
        }
    }

    /** Never. */
    record Failed(Cause cause, Evidence evidence) implements AttemptOutcome {
        public Failed(Cause cause, TlsSession session) {
            this(cause, Evidence.of(session));
        }
    }

    /** Of the connection on which this was decided. */
    Evidence evidence();

    /** The same outcome, with the reason on record for which an earlier connection with TLS to the same host failed. */
    default AttemptOutcome afterTlsFailure(String reason) {
        Evidence now = evidence().afterTlsFailure(reason);
        if (this instanceof Delivered taken) {
            return new Delivered(taken.host(), now, taken.matched(), taken.reply(), taken.carriesDsn());
        }
        return this instanceof Failed failed
                ? new Failed(failed.cause(), now)
                : new Deferred(((Deferred) this).cause(), now);
    }

    /** What was negotiated where this was decided. */
    default TlsSession session() {
        return evidence().session();
    }
}
