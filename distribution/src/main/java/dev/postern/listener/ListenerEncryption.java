package dev.postern.listener;

import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import org.apache.james.protocols.api.ClientAuth;
import org.apache.james.protocols.netty.Encryption;

/**
 * How James encrypts a listener's connections.
 */
record ListenerEncryption(ServerTls tls, Mode mode) implements Encryption {
    enum Mode {
        /** Never. */
        NONE,
        /** From STARTTLS on (RFC 3207). */
        STARTTLS,
        /** From the first byte on (RFC 8314 §3). */
        IMPLICIT
    }

    /** A handshake that takes longer is no handshake: it only holds a connection. */
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(30);

    @Override
    public boolean isStartTLS() {
        return mode == Mode.STARTTLS;
    }

    @Override
    public boolean supportsEncryption() {
        return mode != Mode.NONE;
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return tls.newEngine().getEnabledCipherSuites();
    }

    @Override
    public ClientAuth getClientAuth() {
        return ClientAuth.WANT;
    }

    @Override
    public SslHandler sslHandler() {
        var handler = new SslHandler(tls.newEngine());
        handler.setHandshakeTimeoutMillis(HANDSHAKE_TIMEOUT.toMillis());
        return handler;
    }
}
