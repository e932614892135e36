package dev.postern.listener;

import dev.postern.admission.Admission;
import dev.postern.admission.Client;
import dev.postern.admission.ClientKind;
import dev.postern.admission.Denial;
import dev.postern.admission.HandshakeExecutor;
import dev.postern.proxy.ClientAddress;
import dev.postern.tls.CertificateTolerance;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.james.protocols.api.ClientAuth;
import org.apache.james.protocols.netty.Encryption;

/**
 * How James encrypts a listener's connections.
 *
 * @param handshakeTimeout for a handshake as a whole, however many octets of it arrive meanwhile
 */
record ListenerEncryption(
        ServerTls tls, Mode mode, Duration handshakeTimeout, Admission admission, HandshakeExecutor handshakes)
        implements Encryption {
    enum Mode {
        /** Never. */
        NONE,
        /** From STARTTLS on (RFC 3207). */
        STARTTLS,
        /** From the first byte on (RFC 8314 §3). */
        IMPLICIT
    }

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

    /** @throws IllegalStateException always: a handshake belongs to a connection */
    @Override
    public SslHandler sslHandler() {
        throw new IllegalStateException("a handshake belongs to a connection");
    }

    /** Counts the handshake that would begin on that connection, or returns why it may not. */
    Optional<Denial> admit(Channel channel) {
        return ConnectedClient.client(channel).flatMap(admission::beginHandshake);
    }

    /** Returns the handler of that connection's handshake, whose expensive tasks do not run on the event loop. */
    SslHandler sslHandler(Channel channel) {
        Executor tasks = handshakes.forHandshakeOf(() -> kind(channel));
        var handler = new SslHandler(tls.newEngine(), task -> tasks.execute(CertificateTolerance.tolerant(task)));
        handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
        return handler;
    }

    /** Counts a handshake that {@link HandshakeExecutor} refused. */
    void refused(Channel channel) {
        ConnectedClient.client(channel).ifPresent(client -> admission.refused(Denial.HANDSHAKES_BUSY, client));
    }

    /** Remembers that a handshake failed, for whoever comes next from there in clear text. */
    void failed(Channel channel, String reason) {
        address(channel).ifPresent(client -> tls.failures().add(client, reason));
    }

    void succeeded(Channel channel) {
        address(channel).ifPresent(tls.failures()::forget);
    }

    private static Optional<InetAddress> address(Channel channel) {
        return ClientAddress.of(channel).map(client -> client.address().getAddress());
    }

    private static ClientKind kind(Channel channel) {
        return ConnectedClient.client(channel).map(Client::kind).orElse(ClientKind.STRANGER);
    }
}
