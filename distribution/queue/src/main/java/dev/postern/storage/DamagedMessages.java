package dev.postern.storage;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.james.server.core.MimeMessageSource;

/**
 * Stores messages that were damaged in the queue, as far as they can be read, in a directory like any repository's
 * ({@link StoredMessages}), which is created with the first. Safe for any thread.
 */
public final class DamagedMessages {
    private final MessageDirectories directories;
    private final Path path;

    public DamagedMessages(MessageDirectories directories, Path path) {
        this.directories = directories;
        this.path = path;
    }

    /**
     * Returns when both files are on disk. Another message of that name stays.
     *
     * @param envelope as it was found, be it an envelope or not
     * @return the file with the content
     */
    public Path keep(String name, byte[] envelope, MimeMessageSource content) throws IOException {
        return directories.open(path).keep(name, envelope, content);
    }
}
