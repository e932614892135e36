package dev.postern.admission;

import java.time.Duration;

/**
 * The rates that a client may not exceed, in a unit of time (Postfix: {@code anvil_rate_time_unit}); 0 is no limit. The numbers are
 * for one address (IPv6: a /64); a /24 or /56 may do four times as much, a /48 eight times.
 *
 * @param connections Postfix: {@code smtpd_client_connection_rate_limit}
 * @param tlsHandshakes Postfix: {@code smtpd_client_new_tls_session_rate_limit}
 * @param messages Postfix: {@code smtpd_client_message_rate_limit}
 * @param recipients Postfix: {@code smtpd_client_recipient_rate_limit}
 */
public record RateLimits(Duration timeUnit, int connections, int tlsHandshakes, int messages, int recipients) {
    /** More than an honest host does that sends through {@code maxConnectionsPerAddress} connections all the time. */
    public static final RateLimits STANDARD = new RateLimits(Duration.ofMinutes(1), 600, 600, 6_000, 60_000);

    /** Without any limit. */
    public static final RateLimits NONE = new RateLimits(Duration.ofMinutes(1), 0, 0, 0, 0);

    /** Partners' {@code sources} may do so many times what a stranger may. */
    private static final int PARTNERS = 10;

    /** The largest count that is allowed; 0 is no limit. */
    long limitOf(ClientEvent event, ClientKind kind, CountedNetwork.Scope scope) {
        long limit =
                switch (event) {
                    case CONNECTION -> connections;
                    case TLS_HANDSHAKE -> tlsHandshakes;
                    case MESSAGE -> messages;
                    case RECIPIENT -> recipients;
                };
        return switch (kind) {
            case STRANGER -> limit * scope.factor();
            case PARTNER -> limit * scope.factor() * PARTNERS;
            case OWN_SERVER -> 0; // Postfix: smtpd_client_event_limit_exceptions
        };
    }
}
