package dev.postern.delivery;

import dev.postern.tls.TlsSession;
import java.util.Optional;

/** What one attempt came to, for one recipient. */
sealed interface AttemptOutcome {

    /**
     * The server took it.
     *
     * @param matched the name or fingerprint by which the server proved to be the agreed one, where one was agreed
     */
    record Delivered(Host host, TlsSession session, Optional<String> matched) implements AttemptOutcome {}

    /** Not now. */
    record Deferred(Cause cause, TlsSession session) implements AttemptOutcome {}

    /** Never. */
    record Failed(Cause cause, TlsSession session) implements AttemptOutcome {}

    /** What was negotiated where this was decided. */
    TlsSession session();
}
