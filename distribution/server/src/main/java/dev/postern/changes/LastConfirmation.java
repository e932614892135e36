package dev.postern.changes;

import dev.postern.partnersfile.UsedConfirmation;
import dev.postern.storage.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores the last used confirmation of a loss of partners, so that it cannot be used again after a restart. */
public final class LastConfirmation implements UsedConfirmation {
    private static final Logger LOGGER = LoggerFactory.getLogger(LastConfirmation.class);

    private final Path file;

    public LastConfirmation(Path file) {
        this.file = file;
    }

    /**
     * Returns whether the confirmation was used; true if the file cannot be read, so that the administrator has to
     * confirm again.
     */
    @Override
    public synchronized boolean isUsed(String confirmation) {
        try {
            return Files.readString(file).equals(confirmation);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            LOGGER.error("Could not read {}; remove it, and confirm the partners file again", file, e);
            return true;
        }
    }

    @Override
    public synchronized void use(String confirmation) {
        try {
            DurableFile.write(file, confirmation.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOGGER.error("Could not write {}; remove partners.accepted, or it could confirm a second change", file, e);
        }
    }
}
