package dev.postern.connection;

import java.time.Duration;

/**
 * The time limits for a client, and the least rate at which it must send. Only time in which the gateway waits for the client counts, but for
 * the handshake.
 *
 * @param command for one line (RFC 5321 §4.5.3.2.7: at least 5 minutes), and without progress within content
 * @param transaction from the greeting, or the end of a message, to DATA
 * @param handshake for a TLS handshake as a whole
 * @param minDataRate bytes of content each second, as Postfix's {@code smtpd_min_data_rate}
 * @param maxContent bytes of content that earn time; 0: without a bound
 */
public record SessionTimeouts(
        Duration command, Duration transaction, Duration handshake, int minDataRate, long maxContent) {
    /** What holds where nothing else is configured. */
    public static final SessionTimeouts STANDARD =
            new SessionTimeouts(Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofSeconds(30), 500, 0);

    /** @throws IllegalArgumentException if one of them is not above 0 */
    public SessionTimeouts {
        if (minDataRate <= 0
                || maxContent < 0
                || command.compareTo(Duration.ZERO) <= 0
                || transaction.compareTo(Duration.ZERO) <= 0
                || handshake.compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException("timeouts must be above 0");
        }
    }
}
