package dev.postern.testing.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** The folder that a gateway is started with, and its data folder beside it. */
public final class ConfFolder {
    private final Path root;
    private final Map<String, String> environment = new HashMap<>();

    private ConfFolder(Path root) {
        this.root = root;
    }

    /** A fresh, empty one; whatever an earlier run left under that name is gone. */
    public static ConfFolder fresh(String name) {
        Path root = work().resolve(name);
        try {
            if (Files.exists(root)) {
                try (var old = Files.walk(root)) {
                    for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
            Files.createDirectories(root.resolve("conf"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ConfFolder(root);
    }

    /** Where all tests have their folders. */
    public static Path work() {
        return Path.of(System.getProperty("postern.work", "target/it")).toAbsolutePath();
    }

    /** Variables that a gateway is started with. */
    public Map<String, String> environment() {
        return environment;
    }

    public Path root() {
        return root;
    }

    public Path conf() {
        return root.resolve("conf");
    }

    /** Where the gateway keeps its data; made by the gateway. */
    public Path data() {
        return root.resolve("data");
    }

    /** Writes a file of the configuration, whole at once, as an editor's or certbot's rename does. */
    public ConfFolder write(String name, String text) {
        Path file = conf().resolve(name);
        Path draft = conf().resolve(name + ".new");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
