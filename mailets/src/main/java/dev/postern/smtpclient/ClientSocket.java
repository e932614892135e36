package dev.postern.smtpclient;

import dev.postern.tls.WithoutHandshakeWarnings;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Optional;

/** The TCP side of an outbound connection. Once TLS begins, JSSE reads from it without warnings of the server. */
public final class ClientSocket extends Socket {
    private Optional<InputStream> handshake = Optional.empty();

    /** What is read from now on is TLS. */
    void beginTls() throws IOException {
        handshake = Optional.of(new WithoutHandshakeWarnings(super.getInputStream()));
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return handshake.isPresent() ? handshake.get() : super.getInputStream();
    }
}
