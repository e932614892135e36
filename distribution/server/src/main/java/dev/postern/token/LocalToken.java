package dev.postern.token;

import dev.postern.storage.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The token of the commands on this machine. Its file {@code admin.token} is in the data directory, has mode 0600, and is
 * there while the gateway runs. Each start makes another secret: a program that listens at the port of a gateway that was
 * killed, and to which a command sends the old one, gains nothing. Safe for any thread.
 */
public final class LocalToken implements Authenticator {
    private static final String NAME = "admin.token";

    private final Path path;
    private final Secret secret = Secret.random();

    /** @param data the data directory */
    public LocalToken(Path data) {
        this.path = data.resolve(NAME);
    }

    /** Writes its file. */
    public void announce() throws IOException {
        DurableFile.writeForOwner(path, (secret.text() + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Deletes its file. */
    public void withdraw() throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public Optional<Principal> authenticate(String text) {
        return new Secret(text).hasDigest(secret.digest()) ? Optional.of(Principal.COMMAND) : Optional.empty();
    }

    /** Returns the secret with which a command authenticates to the gateway that has that data directory. */
    public static String read(Path data) throws IOException {
        return Files.readString(data.resolve(NAME), StandardCharsets.US_ASCII).strip();
    }
}
