package dev.postern.smtpclient;

import dev.postern.tls.WithoutHandshakeWarnings;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Optional;

/** The TCP side of an outbound connection. Once TLS begins, JSSE reads from it without warnings of the server. */
public final class ClientSocket extends Socket {
    private Optional<InputStream> handshake = Optional.empty();
    private Optional<ServerFlight> flight = Optional.empty();

    /**
     * What is read from now on is TLS.
     *
     * @param observed whether somebody wants to know the {@link #group}
     */
    void beginTls(boolean observed) throws IOException {
        InputStream in = super.getInputStream();
        if (observed) {
            flight = Optional.of(new ServerFlight(in));
        }
        handshake = Optional.of(new WithoutHandshakeWarnings(flight.isPresent() ? flight.get() : in));
    }

    /** Returns the group of the key exchange, as far as the handshake told it in clear text. */
    Optional<String> group() {
        return flight.flatMap(ServerFlight::group);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return handshake.isPresent() ? handshake.get() : super.getInputStream();
    }
}
