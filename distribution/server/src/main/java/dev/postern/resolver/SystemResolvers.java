package dev.postern.resolver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a resolv.conf: systems write it anew when a network comes or goes. Reads it every five seconds at most. A file that cannot be
 * read, or that names no server, is a WARN, once for each content, and the last good servers stay. Safe for any thread.
 */
public final class SystemResolvers {
    private static final Logger LOGGER = LoggerFactory.getLogger(SystemResolvers.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int LARGEST = 64 * 1024;

    private final Path file;
    private final LongSupplier nanoTime;
    private String seen;
    private Optional<ResolvConf> good;
    private long looked;

    /**
     * Begins with what the file says now.
     *
     * @param nanoTime a clock that only goes forward
     */
    public SystemResolvers(Path file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
        this.seen = content();
        this.good = Optional.of(ResolvConf.parse(seen)).filter(SystemResolvers::isGood);
        this.looked = nanoTime.getAsLong();
    }

    /** Returns what the file says, if that has changed since the last call. */
    public synchronized Optional<ResolvConf> changed() {
        long now = nanoTime.getAsLong();
        if (now - looked < INTERVAL.toNanos()) {
            return Optional.empty();
        }
        looked = now;
        String content = content();
        if (content.equals(seen)) {
            return Optional.empty();
        }
        seen = content;
        return heed(ResolvConf.parse(content));
    }

    private Optional<ResolvConf> heed(ResolvConf found) {
        String before = good.map(ResolvConf::words).orElse("the system's default");
        if (!isGood(found)) {
            LOGGER.warn(
                    "Could not read a name server from {}; still using {}. Write a line `nameserver ADDRESS` into it",
                    file,
                    before);
            return Optional.empty();
        }
        if (good.filter(found::equals).isPresent()) {
            return Optional.empty();
        }
        LOGGER.info("Read the changed {}: servers={} before={} search={}", file, found.words(), before, found.search());
        good = Optional.of(found);
        return good;
    }

    private static boolean isGood(ResolvConf found) {
        return !found.servers().isEmpty();
    }

    /** Returns the content of the file; nothing if it cannot be read. */
    private String content() {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LARGEST), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
