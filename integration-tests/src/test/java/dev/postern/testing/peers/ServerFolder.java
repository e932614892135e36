package dev.postern.testing.peers;

import dev.postern.testing.process.FolderRemoval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The folder of a real mail server, where every user may enter: its certificate, its configuration, and {@code replies},
 * a file of "address: reply" lines that it reads at each RCPT. For one thread.
 */
final class ServerFolder {
    private final Path root;
    private final Map<String, String> replies = new TreeMap<>();

    private ServerFolder(Path root) {
        this.root = root;
    }

    /** A fresh one, outside this build: a server's own user may not be able to enter that. */
    static ServerFolder create(String name) {
        try {
            Path root = Files.createTempDirectory("postern-" + name + "-");
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
            return at(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that is there already. */
    static ServerFolder at(Path root) {
        return new ServerFolder(root).write("replies", "");
    }

    Path root() {
        return root;
    }

    ServerFolder write(String name, String text) {
        try {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a server of these settings has to have: {@code ca.pem}, {@code own.crt}, {@code own.key}. */
    ServerFolder write(PartnerServerSettings settings) {
        return write("ca.pem", settings.caPem())
                .write("own.crt", settings.certificate().chainPem())
                .write("own.key", settings.certificate().keyPem());
    }

    void answer(String recipient, String reply) {
        replies.put(recipient, reply);
        writeReplies();
    }

    void answerAsUsual(String recipient) {
        replies.remove(recipient);
        writeReplies();
    }

    private void writeReplies() {
        var lines = new StringBuilder();
        replies.forEach((recipient, reply) ->
                lines.append(recipient).append(": ").append(reply).append('\n'));
        write("replies.new", lines.toString());
        try {
            // Whole at once: the server may be reading it.
            Files.move(root.resolve("replies.new"), root.resolve("replies"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of a file that a server writes; none while there is no file. */
    List<String> lines(String name) {
        try {
            Path file = root.resolve(name);
            return Files.exists(file) ? Files.readString(file).lines().toList() : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes everything in it belong to that user. */
    void giveTo(String user) throws IOException {
        var owner = root.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
        try (var files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Files.setOwner(file, owner);
            }
        }
    }

    void delete() {
        FolderRemoval.of(root);
    }
}
