package dev.postern.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What was damaged in a queue that was set aside and still is in the copy that the broker goes on with: it lies there until the
 * broker uses the file again, and is not set aside a second time.
 */
final class KnownDamages {
    private static final String NAME = "known-damages";

    private KnownDamages() {}

    /** Those that are new. */
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
