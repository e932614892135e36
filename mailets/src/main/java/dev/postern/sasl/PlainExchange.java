package dev.postern.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** RFC 4616: user and password in one message. */
final class PlainExchange implements SaslExchange {
    private final Credentials credentials;

    PlainExchange(Credentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public String mechanism() {
        return "PLAIN";
    }

    @Override
    public Optional<byte[]> initialResponse() {
        String message =
                "\0" + credentials.user() + "\0" + credentials.password().text();
        return Optional.of(message.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public byte[] respond(byte[] challenge) throws SaslException {
        throw new SaslException("the server asked for more than PLAIN has");
    }

    @Override
    public void finish(Optional<byte[]> additional) {
        // PLAIN has the server prove nothing: the connection's TLS does.
    }
}
