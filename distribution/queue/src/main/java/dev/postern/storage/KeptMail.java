package dev.postern.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.mailet.Mail;

/**
 * Shows the messages of one repository to retention: when each was stored, its size and its envelope. Contents are not
 * read. Safe for any thread.
 */
public final class KeptMail {
    private final MessageDirectories directories;
    private final Path path;

    /** @param path need not be there yet */
    public KeptMail(MessageDirectories directories, Path path) {
        this.directories = directories;
        this.path = path;
    }

    /** Returns the directory's name below {@code mail/}. */
    public String name() {
        return String.valueOf(path.getFileName());
    }

    /** Returns all messages, the oldest first. */
    public List<KeptMessage> list() throws IOException {
        return Files.isDirectory(path) ? directories.open(path).entries() : List.of();
    }

    /** Returns the envelope without content; empty if the message is gone or its envelope cannot be read. */
    public Optional<Mail> envelope(KeptMessage entry) throws IOException {
        return directories.open(path).envelope(entry.name());
    }

    /** Removes these, except those stored anew since. When it returns, they are gone for good; after a crash some of them are. */
    public void remove(Collection<KeptMessage> entries) throws IOException {
        if (!entries.isEmpty()) {
            directories.open(path).removeEntries(entries);
        }
    }
}
