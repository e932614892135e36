package dev.postern.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** Reads and writes one small file atomically: even after a power cut it has either its old or its new content. */
public final class DurableFile {
    private DurableFile() {}

    /** Returns when the file has that content on disk. */
    public static void write(Path file, byte[] content) throws IOException {
        Path absolute = file.toAbsolutePath();
        new DurableDirectory(Objects.requireNonNull(absolute.getParent()))
                .write(String.valueOf(absolute.getFileName()), out -> out.write(content));
    }
}
