package dev.postern.listener;

import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import org.apache.james.protocols.api.ClientAuth;
import org.apache.james.protocols.netty.Encryption;

/**
 * How James encrypts a listener's connections.
 *
 * @param startTls whether TLS begins with STARTTLS (RFC 3207), or with the connection (RFC 8314 §3)
 */
record ListenerEncryption(ServerTls tls, boolean startTls) implements Encryption {
    /** A handshake that takes longer is no handshake: it only holds a connection. */
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(30);

    @Override
    public boolean isStartTLS() {
        return startTls;
    }

    @Override
    public boolean supportsEncryption() {
        return true;
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
