package dev.postern.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Remembers damage that was already reported and is still in the copy that the broker uses, so that the queue is not
 * set aside a second time for it.
 */
final class KnownDamages {
    private static final String NAME = "known-damages";

    private KnownDamages() {}

    /** Returns the damages that are new. */
    static List<String> without(Path directory, List<String> damages) throws IOException {
        Path file = directory.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return damages;
        }
        List<String> known = Files.readAllLines(file);
        return damages.stream().filter(damage -> !known.contains(damage)).toList();
    }

    static void write(Path directory, List<String> damages) throws IOException {
        if (damages.isEmpty()) {
            Files.deleteIfExists(directory.resolve(NAME));
        } else {
            Files.write(directory.resolve(NAME), damages);
        }
    }
}
