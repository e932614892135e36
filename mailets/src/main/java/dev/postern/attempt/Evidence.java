package dev.postern.attempt;

import static dev.postern.tls.TlsSecurityLevel.ENCRYPT;

import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.Phase;
import dev.postern.smtpclient.SmtpConnection;
import dev.postern.tls.TlsSecurityLevel;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVerdict;
import dev.postern.tracking.Hop;
import dev.postern.tracking.OutboundConnection;
import dev.postern.tracking.OutboundConnection.PhaseTime;
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
 * @param tlsFailed why TLS did not come about on the connection before, to the same host, if one was tried
 * @param times what was spent in each phase; for a reused connection, on this message only
 */
public record Evidence(
        Optional<Host> host,
        TlsSession session,
        boolean isResumed,
        boolean isReused,
        Optional<TlsVerdict> beyond,
        Optional<String> tlsFailed,
        Map<Phase, Duration> times) {

    public Evidence {
        times = Map.copyOf(times);
    }

    /** No connection came about. */
    public static Evidence none() {
        return of(new TlsSession.Clear());
    }

    static Evidence of(TlsSession session) {
        return new Evidence(Optional.empty(), session, false, false, Optional.empty(), Optional.empty(), Map.of());
    }

    /** A connection to that host did not come as far as to be judged. */
    static Evidence of(Host host) {
        return new Evidence(
                Optional.of(host), new TlsSession.Clear(), false, false, Optional.empty(), Optional.empty(), Map.of());
    }

    static Evidence of(SmtpConnection connection, Optional<TlsVerdict> beyond) {
        return new Evidence(
                Optional.of(connection.key().host()),
                connection.session(),
                connection.isResumed(),
                connection.isReused(),
                beyond,
                Optional.empty(),
                connection.wire().times());
    }

    /** With the reason for which TLS did not come about before; the first of several reasons is the one that a person needs. */
    Evidence afterTlsFailure(String reason) {
        return new Evidence(host, session, isResumed, isReused, beyond, Optional.of(reason), times);
    }

    /**
     * Returns this as the event of an attempt tells it.
     *
     * @param wanted the level that the rule requires
     * @param matched the name or fingerprint that satisfied it, where one was asked
     */
    public OutboundConnection tracked(Optional<TlsSecurityLevel> wanted, Optional<String> matched) {
        return new OutboundConnection(
                host.map(Evidence::hop),
                session,
                matched,
                reached(wanted, matched),
                beyond,
                tlsFailed,
                isResumed,
                isReused,
                times.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> new PhaseTime(entry.getKey().word(), entry.getValue()))
                        .toList());
    }

    /** Returns a server as events tell it. */
    public static Hop hop(Host host) {
        return new Hop(host.name(), host.address(), host.port(), host.source());
    }

    /** What the connection came up to, as far as it was looked at: the level that was asked, or TLS, or nothing. */
    private Optional<TlsSecurityLevel> reached(Optional<TlsSecurityLevel> wanted, Optional<String> matched) {
        if (session instanceof TlsSession.Clear) {
            return Optional.empty();
        }
        if (matched.isPresent()) {
            return wanted;
        }
        return beyond.filter(TlsVerdict::isSatisfied).map(TlsVerdict::level).or(() -> Optional.of(ENCRYPT));
    }
}
