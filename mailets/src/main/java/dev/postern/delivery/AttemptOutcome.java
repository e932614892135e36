package dev.postern.delivery;

import dev.postern.tls.TlsSession;

/** What one attempt came to, for one recipient. */
sealed interface AttemptOutcome {

    /** The server took it. */
    record Delivered(String host, TlsSession session) implements AttemptOutcome {}

    /** Not now. */
    record Deferred(Cause cause, TlsSession session) implements AttemptOutcome {}

    /** Never. */
    record Failed(Cause cause, TlsSession session) implements AttemptOutcome {}

    TlsSession session();
}
