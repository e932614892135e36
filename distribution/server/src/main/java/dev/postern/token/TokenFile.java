package dev.postern.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.postern.api.Json;
import dev.postern.storage.DurableFile;
import dev.postern.storage.OwnerOnlyFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;

/**
 * The file {@code tokens.json} of the data directory. It is replaced atomically, and under a lock: the gateway and commands
 * change it. A file that others than its owner can read or write, or that cannot be read, has no valid token and is never
 * overwritten. Safe for any thread.
 */
public final class TokenFile {
    private static final String NAME = "tokens.json";
    private static final String LOCK = "tokens.lock";

    private final Path path;

    private TokenFile(Path path) {
        this.path = path;
    }

    /** Returns that of a data directory. */
    public static TokenFile in(Path data) {
        return new TokenFile(data.resolve(NAME));
    }

    Path path() {
        return path;
    }

    /**
     * Reads it; without the file there is no token.
     *
     * @throws IOException if it cannot be used, with the reason and the remedy
     */
    public List<Token> read() throws IOException {
        try {
            if (!OwnerOnlyFile.isClosedToOthers(path)) {
                throw new IOException(
                        path + " is accessible to other users. Check its tokens, then run: chmod 600 " + path);
            }
            return parse(Files.readString(path));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private List<Token> parse(String text) throws IOException {
        try {
            List<Token> tokens = Json.readStrictly(text, Stored.class).tokens();
            var names = new HashSet<String>();
            if (!tokens.stream().allMatch(token -> names.add(token.name()))) {
                throw new IOException(path + " has two tokens of one name. Delete it and add the tokens again");
            }
            return tokens;
        } catch (JsonProcessingException e) {
            throw new IOException(
                    path + " is damaged: " + e.getOriginalMessage() + ". Delete it and add the tokens again", e);
        }
    }

    /**
     * Replaces the tokens by what the update makes of them, while no other process changes them.
     *
     * @return whether the update made others of them
     * @throws IOException if the file cannot be used or written, or the update throws it; then nothing was changed
     */
    synchronized boolean change(Update update) throws IOException {
        try (FileChannel channel = OwnerOnlyFile.open(path.resolveSibling(LOCK), StandardOpenOption.WRITE);
                FileLock ignored = channel.lock()) {
            List<Token> before = read();
            List<Token> after = update.of(before);
            if (after.equals(before)) {
                return false;
            }
            DurableFile.writeForOwner(path, Json.write(new Stored(after)).getBytes(StandardCharsets.UTF_8));
            return true;
        }
    }

    /** Makes other tokens of those that there are. */
    @FunctionalInterface
    interface Update {
        List<Token> of(List<Token> tokens) throws IOException;
    }

    /** The content of the file. */
    private record Stored(List<Token> tokens) {
        private Stored {
            tokens = List.copyOf(tokens);
        }
    }
}
