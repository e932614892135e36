package dev.postern.inhand;

import com.google.common.hash.Hashing;
import dev.postern.delivery.AttemptWitness;
import dev.postern.text.Plural;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers which messages were in hand when the process ended without an orderly stop. Such a suspect is processed while no other
 * suspect is. {@link Suspects} decides after a further end of that kind which one is the culprit, to be set aside. Safe for any
 * thread.
 */
public final class InHand implements AttemptWitness, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(InHand.class);
    private static final int LONGEST_KEY = 255;

    private final InHandFile file;
    private final Suspects suspects;
    private final Semaphore turn = new Semaphore(1, true);
    private final Map<String, Boolean> turns = new ConcurrentHashMap<>();

    /** Where the message is under way. */
    public enum Stage {
        SPOOL,
        OUTGOING;

        private String key(String message) {
            String key = name().toLowerCase(Locale.ROOT) + " " + message;
            return key.getBytes(StandardCharsets.UTF_8).length <= LONGEST_KEY
                    ? key
                    : name().toLowerCase(Locale.ROOT) + " "
                            + Hashing.sha256().hashString(message, StandardCharsets.UTF_8);
        }
    }

    private InHand(InHandFile file, Suspects suspects) {
        this.file = file;
        this.suspects = suspects;
    }

    /**
     * Reads what the process before left, and begins anew.
     *
     * @param directory the data directory, of which the caller has the lock
     */
    public static InHand open(Path directory) throws IOException {
        Path path = directory.resolve("in-hand");
        var suspects = Suspects.read(directory.resolve("in-hand.suspects"));
        var left = InHandFile.left(path);
        if (!left.isEmpty()) {
            LOGGER.warn(
                    "Recovering from an unclean shutdown with {} in hand: {}. Processing them one at a time; a"
                            + " message that ends the process again is set aside",
                    Plural.of(left.size(), "message"),
                    String.join(", ", left));
        }
        suspects.inHandAtAnEnd(left);
        return new InHand(InHandFile.create(path), suspects);
    }

    /**
     * Records that the message is about to be processed; a suspect first waits for its turn.
     *
     * @return false if it ended the process before, and is to be set aside
     */
    public boolean begin(Stage stage, String message) {
        String key = stage.key(message);
        Optional<Suspects.Suspect> suspect = suspects.of(key);
        suspect.ifPresent(one -> turns.put(key, await(one.longestWait())));
        file.begin(key);
        return suspect.filter(Suspects.Suspect::isCulprit).isEmpty();
    }

    private boolean await(Duration longest) {
        try {
            return turn.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Records that the process survived the message. */
    public void end(Stage stage, String message) {
        String key = stage.key(message);
        file.end(key);
        suspects.acquit(key);
        if (Optional.ofNullable(turns.remove(key)).orElse(false)) {
            turn.release();
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

    /** Records an intended stop: messages still in hand when the process ends are not suspects. */
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
