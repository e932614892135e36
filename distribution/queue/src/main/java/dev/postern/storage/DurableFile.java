package dev.postern.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** Reads and writes one small file atomically: even after a power cut it has either its old or its new content. */
public final class DurableFile {
    private DurableFile() {}

    /** Returns when the file has that content on disk. */
    public static void write(Path file, byte[] content) throws IOException {
        directory(file).write(name(file), out -> out.write(content));
    }

    /** As {@link #write}; only the owner can read the file ({@link OwnerOnlyFile}). */
    public static void writeForOwner(Path file, byte[] content) throws IOException {
        directory(file).writeForOwner(name(file), out -> out.write(content));
    }

    private static DurableDirectory directory(Path file) throws IOException {
        return new DurableDirectory(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
