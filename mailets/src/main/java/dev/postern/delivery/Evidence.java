package dev.postern.delivery;

import dev.postern.tls.TlsSession;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What is on record of the connection on which an outcome was decided.
 *
 * @param host empty if none was reached
 * @param isResumed whether the TLS session was begun on an earlier connection
 * @param isReused whether other messages went over the connection before
 * @param beyond where less than an identity was asked: what level {@code secure} would have said of the certificate
 * @param times what was spent in each phase; for a reused connection, on this message only
 */
record Evidence(
        Optional<Host> host,
        TlsSession session,
        boolean isResumed,
        boolean isReused,
        Optional<String> beyond,
        Map<Phase, Duration> times) {

    Evidence {
        times = Map.copyOf(times);
    }

    /** No connection came about. */
    static Evidence none() {
        return of(new TlsSession.Clear());
    }

    static Evidence of(TlsSession session) {
        return new Evidence(Optional.empty(), session, false, false, Optional.empty(), Map.of());
    }

    /** A connection to that host did not come as far as to be judged. */
    static Evidence of(Host host) {
        return new Evidence(Optional.of(host), new TlsSession.Clear(), false, false, Optional.empty(), Map.of());
    }

    static Evidence of(SmtpConnection connection, Optional<String> beyond) {
        return new Evidence(
                Optional.of(connection.key().host()),
                connection.session(),
                connection.isResumed(),
                connection.isReused(),
                beyond,
                connection.wire().times());
    }
}
