package dev.postern.token;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens that the running gateway accepts: that of the local commands, and those of {@link TokenFile}. The file is read
 * at each request, so that a token that was revoked ends at once. Safe for any thread.
 */
public final class Tokens implements Authenticator {
    private static final Logger LOGGER = LoggerFactory.getLogger(Tokens.class);

    private final LocalToken local;
    private final TokenFile file;
    private final AtomicReference<String> problem = new AtomicReference<>("");

    public Tokens(LocalToken local, TokenFile file) {
        this.local = local;
        this.file = file;
    }

    @Override
    public Optional<Principal> authenticate(String text) {
        Optional<Principal> command = local.authenticate(text);
        return command.isPresent() ? command : named(new Secret(text));
    }

    private Optional<Principal> named(Secret secret) {
        try {
            Optional<Principal> found = Optional.empty();
            for (Token token : file.read()) { // all of them: the time tells nothing of where it stands
                if (secret.hasDigest(token.sha256())) {
                    found = Optional.of(Principal.of(token));
                }
            }
            problem.set("");
            return found;
        } catch (AccessDeniedException e) {
            return unusable("no permission to read " + e.getFile() + "; give it to the user that the gateway runs as");
        } catch (IOException e) {
            return unusable(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Principal> unusable(String message) {
        if (!problem.getAndSet(message).equals(message)) {
            LOGGER.error("Rejecting all named admin tokens: {}", message);
        }
        return Optional.empty();
    }
}
