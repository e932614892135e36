package dev.postern.storage;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what a crash left in a directory of messages: unfinished files, and contents that have no envelope or a
 * newer one. Nobody was told that these are stored. Nothing else is touched.
 */
final class CrashLeftovers {
    private static final Logger LOGGER = LoggerFactory.getLogger(CrashLeftovers.class);
    private static final Pattern CONTENT = Pattern.compile("(?<name>.+)\\.[0-9a-f]{16}\\.eml");

    private final DurableDirectory directory;

    CrashLeftovers(DurableDirectory directory) {
        this.directory = directory;
    }

    /** Removes the leftovers; nothing else may write to the directory meanwhile. */
    void remove() throws IOException {
        List<String> files = directory.names();
        for (String file : files) {
            if (file.startsWith(DurableDirectory.UNFINISHED) || isContentOfNoMessage(file)) {
                LOGGER.info("Removing {} from {}: it was never stored completely.", file, directory);
                directory.delete(file);
            }
        }
        long ofJames = files.stream()
                .filter(file -> file.endsWith("FileStreamStore") || file.endsWith("FileObjectStore"))
                .count();
        if (ofJames > 0) {
            LOGGER.warn(
                    "Found files of an older version in {}: count={} (*.FileStreamStore, *.FileObjectStore). They are"
                            + " neither read nor removed; each *.FileStreamStore is a message as it was received.",
                    directory,
                    ofJames);
        }
    }

    private boolean isContentOfNoMessage(String file) {
        Matcher matcher = CONTENT.matcher(file);
        if (!matcher.matches()) {
            return false;
        }
        String name = matcher.group("name");
        try {
            Optional<EnvelopeFile> envelope = EnvelopeFile.read(directory, name);
            return envelope.map(it -> !it.content(name).equals(file)).orElse(true);
        } catch (IOException | UnreadableEnvelope e) {
            LOGGER.error("Could not read the envelope of {} in {}; leaving both files in place.", file, directory, e);
            return false;
        }
    }
}
