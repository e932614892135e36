package dev.postern.tracking;

import dev.postern.tls.TlsSecurityLevel;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVerdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The connection on which the outcome of an attempt was decided.
 *
 * @param hop empty if no server was reached
 * @param session what was negotiated
 * @param matched the name or fingerprint in the server's certificate that satisfied the rule, where one was asked
 * @param reached the level that the connection came up to, as far as it was looked at; empty in clear text
 * @param beyond where the rule asks for no identity: what level {@code secure} would have said of the certificate
 * @param tlsFailed why TLS failed on the connection before, to the same host, if one was tried
 * @param resumed whether the TLS session was begun on an earlier connection
 * @param reused whether other messages went over the connection before
 * @param phases the time spent in each phase, in their order; for a reused connection, on this message only
 */
public record OutboundConnection(
        Optional<Hop> hop,
        TlsSession session,
        Optional<String> matched,
        Optional<TlsSecurityLevel> reached,
        Optional<TlsVerdict> beyond,
        Optional<String> tlsFailed,
        boolean resumed,
        boolean reused,
        List<PhaseTime> phases) {

    /** The time spent in a phase, such as {@code ehlo}. */
    public record PhaseTime(String phase, Duration time) {}

    /** No connection came about. */
    public static final OutboundConnection NONE = new OutboundConnection(
            Optional.empty(),
            new TlsSession.Clear(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            false,
            List.of());

    public OutboundConnection {
        phases = List.copyOf(phases);
    }
}
