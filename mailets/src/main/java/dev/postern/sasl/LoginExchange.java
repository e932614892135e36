package dev.postern.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** LOGIN (draft-murchison-sasl-login): the user in answer to the first challenge, whatever it says, the password to the second. */
final class LoginExchange implements SaslExchange {
    private final Credentials credentials;
    private int asked;

    LoginExchange(Credentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public String mechanism() {
        return "LOGIN";
    }

    @Override
    public Optional<byte[]> initialResponse() {
        return Optional.empty();
    }

    @Override
    public byte[] respond(byte[] challenge) throws SaslException {
        return switch (asked++) {
            case 0 -> credentials.user().getBytes(StandardCharsets.UTF_8);
            case 1 -> credentials.password().text().getBytes(StandardCharsets.UTF_8);
            default -> throw new SaslException("the server asked for more than LOGIN has");
        };
    }

    @Override
    public void finish(Optional<byte[]> additional) {
        // LOGIN has the server prove nothing: the connection's TLS does.
    }
}
