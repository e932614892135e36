package dev.postern.inhand;

import dev.postern.storage.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages that were in hand when the process ended without an orderly stop, in a file. One is the culprit if it was in hand
 * at three such ends, and alone at the third; or at four, and no other that was in hand at the last end was at as many. A process
 * that is killed from outside, by an administrator or for want of memory, therefore condemns none of the messages that it processes
 * side by side, nor a single one that is under way for long, such as a slow delivery, by two kills. Safe for any thread.
 */
final class Suspects {
    private static final Logger LOGGER = LoggerFactory.getLogger(Suspects.class);
    private static final int ENDS_ALONE = 3;
    private static final int ENDS_BESIDE_OTHERS = 4;

    private final Path file;
    private final Map<String, Suspect> suspects;

    /**
     * One of them.
     *
     * @param ends of the process at which it was in hand
     */
    record Suspect(int ends, boolean isCulprit) {
        private static final Duration SHORT = Duration.ofSeconds(5);
        private static final Duration LONGER = Duration.ofMinutes(1);
        private static final Duration LONGEST = Duration.ofMinutes(15);

        /**
         * Returns how long it waits at most for another suspect to finish. A message that ends the process does so at
         * once, most likely, so that a slow one holds up the others for a short time only; for longer if that did not
         * tell them apart.
         */
        Duration longestWait() {
            return switch (ends) {
                case 1 -> SHORT;
                case 2 -> LONGER;
                default -> LONGEST;
            };
        }
    }

    private Suspects(Path file, Map<String, Suspect> suspects) {
        this.file = file;
        this.suspects = new ConcurrentHashMap<>(suspects);
    }

    static Suspects read(Path file) throws IOException {
        Map<String, Suspect> suspects = new TreeMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split(" ", 2);
                if (parts.length == 2 && parts[0].matches("[0-9]{1,4}!?")) {
                    suspects.put(
                            parts[1], new Suspect(Integer.parseInt(parts[0].replace("!", "")), parts[0].endsWith("!")));
                }
            }
        }
        return new Suspects(file, suspects);
    }

    /** Records that the process ended with these messages in hand. */
    void inHandAtAnEnd(List<String> left) throws IOException {
        for (String key : left) {
            suspects.merge(
                    key, new Suspect(1, false), (known, one) -> new Suspect(known.ends() + 1, known.isCulprit()));
        }
        for (String key : left) {
            if (isCulprit(key, left)) {
                suspects.computeIfPresent(key, (any, known) -> new Suspect(known.ends(), true));
            }
        }
        write();
    }

    private boolean isCulprit(String key, List<String> left) {
        int ends = ends(key);
        boolean alone = left.size() == 1;
        return alone
                ? ends >= ENDS_ALONE
                : ends >= ENDS_BESIDE_OTHERS
                        && left.stream().allMatch(other -> other.equals(key) || ends(other) < ends);
    }

    private int ends(String key) {
        return of(key).map(Suspect::ends).orElse(0);
    }

    Optional<Suspect> of(String key) {
        return Optional.ofNullable(suspects.get(key));
    }

    /** Clears a message that the process survived. */
    void acquit(String key) {
        if (suspects.remove(key) != null) {
            try {
                write();
            } catch (IOException e) {
                LOGGER.warn("Could not write {}", file, e);
            }
        }
    }

    private synchronized void write() throws IOException {
        if (suspects.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        DurableFile.write(
                file,
                suspects.entrySet().stream()
                        .map(entry -> entry.getValue().ends()
                                + (entry.getValue().isCulprit() ? "! " : " ")
                                + entry.getKey() + "\n")
                        .collect(Collectors.joining())
                        .getBytes(StandardCharsets.UTF_8));
    }
}
