package dev.postern.listener;

import dev.postern.text.Printable;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** Why a connection or its TLS handshake failed, in words. */
final class ConnectionFailure {
    private static final int LONGEST = 300;

    private ConnectionFailure() {}

    /** One line of printable characters: part of it may be the client's. */
    static String reason(@Nullable Throwable cause) {
        if (cause instanceof ClosedChannelException) {
            return "the client closed the connection";
        }
        String message = cause == null ? null : cause.getMessage();
        if (message == null || message.isBlank()) {
            return cause == null ? "for no known reason" : cause.getClass().getSimpleName();
        }
        String line = Printable.line(message);
        String reason = line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
        return reason.contains("no cipher suites in common")
                ? reason + " (tls.suites: compatible in gateway.yaml offers more)"
                : reason;
    }
}
