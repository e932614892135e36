package dev.postern.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** One small file that is there whole, as it was or as it is written now, also after a power cut. */
public final class DurableFile {
    private DurableFile() {}

    /** Returns when the file has that content on disk. */
    public static void write(Path file, byte[] content) throws IOException {
        Path absolute = file.toAbsolutePath();
        new DurableDirectory(Objects.requireNonNull(absolute.getParent()))
                .write(String.valueOf(absolute.getFileName()), out -> out.write(content));
    }
}
