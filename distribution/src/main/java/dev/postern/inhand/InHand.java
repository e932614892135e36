package dev.postern.inhand;

import dev.postern.delivery.AttemptWitness;
import dev.postern.storage.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers which messages were in hand when the process ended without an orderly stop. Such a suspect is processed while no other
 * suspect is, so that at a second end of that kind the one in hand is the culprit, and is set aside. Safe for any thread.
 */
public final class InHand implements AttemptWitness, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(InHand.class);
    /** A message that ends the process does so at once, most likely: a slow suspect does not hold up the others for longer. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(5);

    private static final int MOST_DEATHS = 2;

    private final InHandFile file;
    private final Path suspectsFile;
    private final Map<String, Integer> suspects;
    private final Semaphore turn = new Semaphore(1, true);
    private final Map<String, Boolean> turns = new ConcurrentHashMap<>();

    /** Where the message is under way. */
    public enum Stage {
        SPOOL,
        OUTGOING;

        private String key(String message) {
            return name().toLowerCase(Locale.ROOT) + " " + message;
        }
    }

    private InHand(InHandFile file, Path suspectsFile, Map<String, Integer> suspects) {
        this.file = file;
        this.suspectsFile = suspectsFile;
        this.suspects = new ConcurrentHashMap<>(suspects);
    }

    /**
     * Reads what the process before left, and begins anew.
     *
     * @param directory the data directory, of which the caller has the lock
     */
    public static InHand open(Path directory) throws IOException {
        Path path = directory.resolve("in-hand");
        Path suspectsFile = directory.resolve("in-hand.suspects");
        Map<String, Integer> suspects = read(suspectsFile);
        var left = InHandFile.left(path);
        left.forEach(name -> suspects.merge(name, 1, Integer::sum));
        if (!left.isEmpty()) {
            LOGGER.warn(
                    "The gateway ended without an orderly stop while it had {} messages in hand: {}. They are processed one at a time;"
                            + " one that is in hand again when that happens again is set aside",
                    left.size(),
                    String.join(", ", left));
        }
        write(suspectsFile, suspects);
        return new InHand(InHandFile.create(path), suspectsFile, suspects);
    }

    private static Map<String, Integer> read(Path suspectsFile) throws IOException {
        Map<String, Integer> suspects = new TreeMap<>();
        if (Files.exists(suspectsFile)) {
            for (String line : Files.readAllLines(suspectsFile)) {
                String[] parts = line.split(" ", 2);
                if (parts.length == 2 && parts[0].matches("[0-9]{1,4}")) {
                    suspects.put(parts[1], Integer.parseInt(parts[0]));
                }
            }
        }
        return suspects;
    }

    private static void write(Path suspectsFile, Map<String, Integer> suspects) throws IOException {
        if (suspects.isEmpty()) {
            Files.deleteIfExists(suspectsFile);
            return;
        }
        DurableFile.write(
                suspectsFile,
                suspects.entrySet().stream()
                        .map(suspect -> suspect.getValue() + " " + suspect.getKey() + "\n")
                        .collect(Collectors.joining())
                        .getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The message is about to be processed; a suspect waits for its turn.
     *
     * @return false if it was in hand at two ends of the process, and is to be set aside
     */
    public boolean begin(Stage stage, String message) {
        String key = stage.key(message);
        int deaths = Optional.ofNullable(suspects.get(key)).orElse(0);
        if (deaths > 0) {
            turns.put(key, await());
        }
        file.begin(key);
        return deaths < MOST_DEATHS;
    }

    private boolean await() {
        try {
            return turn.tryAcquire(LONGEST_TURN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The process outlived it. */
    public void end(Stage stage, String message) {
        String key = stage.key(message);
        file.end(key);
        if (suspects.remove(key) != null) {
            forget();
        }
        if (Optional.ofNullable(turns.remove(key)).orElse(false)) {
            turn.release();
        }
    }

    private synchronized void forget() {
        try {
            write(suspectsFile, suspects);
        } catch (IOException e) {
            LOGGER.warn("Could not write {}", suspectsFile, e);
        }
    }

    @Override
    public boolean begin(String message) {
        return begin(Stage.OUTGOING, message);
    }

    @Override
    public void end(String message) {
        end(Stage.OUTGOING, message);
    }

    /** The process is stopped on purpose: whatever is still in hand when it ends is no suspect. */
    public void stopping() {
        file.stopping();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOGGER.warn("Could not close the record of messages in hand", e);
        }
    }
}
