package dev.postern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;

/** A folder of one run, on the disk that is measured, and gone with it. */
record Scratch(Path folder) implements AutoCloseable {
    /** On a disk, unlike {@code /tmp} on many machines; Postfix's own user must be able to enter it. */
    private static final Path USUAL = Path.of("/var/tmp");

    /** A new folder in that one. */
    static Scratch in(Optional<Path> parent) throws IOException {
        Path folder = Files.createTempDirectory(parent.orElse(USUAL).toRealPath(), "postern-bench-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Scratch(folder);
    }

    Path resolve(String name) {
        return folder.resolve(name);
    }

    /** Deletes a folder in it with all that it holds. */
    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Override
    public void close() throws IOException {
        delete(folder);
    }
}
