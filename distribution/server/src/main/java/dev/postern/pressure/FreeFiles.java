package dev.postern.pressure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks how many files a file system has room for. Java cannot tell, so that {@code stat -f} of the GNU core utilities does, a
 * few times a minute; where there is none, or the file system does not count its files, nobody knows. For one thread.
 */
final class FreeFiles {
    static final Found UNKNOWN = new Found(Long.MAX_VALUE, Long.MAX_VALUE);

    private static final Logger LOGGER = LoggerFactory.getLogger(FreeFiles.class);
    private static final Duration BETWEEN = Duration.ofSeconds(15);
    private static final long PATIENCE_SECONDS = 5;

    private final Path path;
    private final Clock clock;
    private Found found = UNKNOWN;
    private Instant next = Instant.MIN;

    /** So many files, and how many of them are free. */
    record Found(long all, long free) {}

    FreeFiles(Path path, Clock clock) {
        this.path = path;
        this.clock = clock;
    }

    Found get() {
        Instant now = clock.instant();
        if (!now.isBefore(next)) {
            next = now.plus(BETWEEN);
            found = ask();
        }
        return found;
    }

    private Found ask() {
        try {
            Process stat = new ProcessBuilder("stat", "-f", "-c", "%c %d", path.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            stat.getOutputStream().close();
            if (!stat.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                stat.destroyForcibly();
                return found;
            }
            return parse(new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            LOGGER.debug("Could not run stat to count free files", e);
            return UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return found;
        }
    }

    /** Reads what {@code stat} printed. File systems that make files as they are needed say that they have none. */
    static Found parse(String printed) {
        if (!printed.strip().matches("[0-9]{1,18} [0-9]{1,18}")) {
            return UNKNOWN;
        }
        String[] numbers = printed.strip().split(" ", -1);
        long all = Long.parseLong(numbers[0]);
        return all == 0 ? UNKNOWN : new Found(all, Long.parseLong(numbers[1]));
    }
}
