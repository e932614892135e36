package dev.postern.changes;

import dev.postern.storage.DurableFile;
import dev.postern.tls.DnsName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the rules that an administrator lifted from queued mail: of a partner's mail, or of the mail for one domain,
 * as far as it was accepted by then. Mail that is accepted later is not released. They are on disk, and hold after a
 * restart. Safe for any thread.
 */
public final class Releases {
    private static final Logger LOGGER = LoggerFactory.getLogger(Releases.class);
    private static final String PARTNER = "partner ";
    private static final String DOMAIN = "domain ";

    private final Path file;
    private final Clock clock;
    private final Map<String, Instant> released;

    private Releases(Path file, Clock clock, Map<String, Instant> released) {
        this.file = file;
        this.clock = clock;
        this.released = new ConcurrentSkipListMap<>(released);
    }

    /** Reads them. A file that cannot be read releases nothing. */
    public static Releases open(Path file, Clock clock) {
        try {
            return new Releases(file, clock, read(file));
        } catch (NoSuchFileException e) {
            return new Releases(file, clock, Map.of());
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            LOGGER.error("Could not read {}; no queued mail counts as released until it is released again", file, e);
            return new Releases(file, clock, Map.of());
        }
    }

    private static Map<String, Instant> read(Path file) throws IOException {
        Map<String, Instant> read = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            int end = line.lastIndexOf(' ');
            if (end < 0 || !(line.startsWith(PARTNER) || line.startsWith(DOMAIN))) {
                throw new IllegalArgumentException("not a release: " + line);
            }
            read.put(line.substring(0, end), Instant.parse(line.substring(end + 1)));
        }
        return read;
    }

    /** Lifts the rule of all mail that was accepted for that partner until now. Returns when that is on disk. */
    public void releasePartner(String partner) throws IOException {
        release(PARTNER + partner);
    }

    /** Lifts the rule of all mail to that domain that was accepted until now. Returns when that is on disk. */
    public void releaseDomain(DnsName domain) throws IOException {
        release(DOMAIN + domain.ascii());
    }

    private synchronized void release(String what) throws IOException {
        Map<String, Instant> all = new TreeMap<>(released);
        all.put(what, clock.instant());
        DurableFile.write(
                file,
                all.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
                        .collect(Collectors.joining())
                        .getBytes(StandardCharsets.UTF_8));
        released.putAll(all);
    }

    /** Returns whether mail accepted at that time for that partner and domain has been released since. */
    public boolean isReleased(String partner, DnsName domain, Instant accepted) {
        return isSince(PARTNER + partner, accepted) || isSince(DOMAIN + domain.ascii(), accepted);
    }

    private boolean isSince(String what, Instant accepted) {
        return !released.getOrDefault(what, Instant.MIN).isBefore(accepted);
    }
}
