package dev.postern.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.postern.partner.LoggedLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemResolversTest {
    private final AtomicLong now = new AtomicLong();
    private final LoggedLines log = new LoggedLines(SystemResolvers.class);

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void write() throws IOException {
        write("nameserver 192.0.2.1\n");
    }

    @AfterEach
    void stop() {
        log.close();
    }

    private Path file() {
        return directory.resolve("resolv.conf");
    }

    private void write(String content) throws IOException {
        Files.writeString(file(), content);
    }

    private SystemResolvers resolvers() {
        return new SystemResolvers(file(), now::get);
    }

    private String afterFiveSeconds(SystemResolvers resolvers) {
        now.addAndGet(Duration.ofSeconds(5).toNanos());
        return resolvers.changed().map(ResolvConf::words).orElse("unchanged");
    }

    @Test
    void aChangeIsToldOnceAndLogged() throws IOException {
        SystemResolvers resolvers = resolvers();
        write("nameserver 192.0.2.2\nsearch example.org\n");

        assertThat(afterFiveSeconds(resolvers)).isEqualTo("192.0.2.2");
        assertThat(afterFiveSeconds(resolvers)).isEqualTo("unchanged");
        assertThat(log.at(Level.INFO))
                .containsExactly(
                        "Read the changed " + file() + ": servers=192.0.2.2 before=192.0.2.1 search=[example.org.]");
    }

    @Test
    void theFileIsReadEveryFiveSecondsAtMost() throws IOException {
        SystemResolvers resolvers = resolvers();
        write("nameserver 192.0.2.2\n");
        now.addAndGet(Duration.ofSeconds(5).toNanos() - 1);

        assertThat(resolvers.changed()).isEmpty();
        now.addAndGet(1);
        assertThat(resolvers.changed()).isPresent();
    }

    @Test
    void aFileThatWasReplacedByOneOfTheSameSizeIsRead() throws IOException {
        SystemResolvers resolvers = resolvers();
        Path other = Files.writeString(directory.resolve("other"), "nameserver 192.0.2.9\n");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file()));
        Files.delete(file());
        Files.createSymbolicLink(file(), other);

        assertThat(afterFiveSeconds(resolvers)).isEqualTo("192.0.2.9");
    }

    @Test
    void aBrokenFileKeepsTheLastServersAndIsLoggedOnce() throws IOException {
        SystemResolvers resolvers = resolvers();
        write("nameserver\n");
        assertThat(afterFiveSeconds(resolvers)).isEqualTo("unchanged");
        assertThat(afterFiveSeconds(resolvers)).isEqualTo("unchanged");

        assertThat(log.at(Level.WARN))
                .containsExactly("Could not read a name server from " + file() + "; still using 192.0.2.1. Write a line"
                        + " `nameserver ADDRESS` into it");
        write("nameserver 192.0.2.1\n");
        assertThat(afterFiveSeconds(resolvers)).isEqualTo("unchanged");
        write("nameserver 192.0.2.3\n");
        assertThat(afterFiveSeconds(resolvers)).isEqualTo("192.0.2.3");
    }

    @Test
    void aFileThatIsGoneOrEmptyKeepsTheLastServers() throws IOException {
        SystemResolvers resolvers = resolvers();
        Files.delete(file());
        assertThat(afterFiveSeconds(resolvers)).isEqualTo("unchanged");
        write("");
        assertThat(afterFiveSeconds(resolvers)).isEqualTo("unchanged");
        write("nameserver 192.0.2.2\n");
        assertThat(afterFiveSeconds(resolvers)).isEqualTo("192.0.2.2");
        assertThat(log.at(Level.WARN)).hasSize(1);
    }

    @Test
    void aFileThatComesLaterIsRead() throws IOException {
        Files.delete(file());
        SystemResolvers resolvers = resolvers();
        write("nameserver 192.0.2.2\n");

        assertThat(afterFiveSeconds(resolvers)).isEqualTo("192.0.2.2");
    }

    @Test
    void aChangedCommentIsNoChange() throws IOException {
        SystemResolvers resolvers = resolvers();
        write("# by hand\nnameserver 192.0.2.1\n");

        assertThat(afterFiveSeconds(resolvers)).isEqualTo("unchanged");
        assertThat(log.at(Level.INFO)).isEmpty();
    }
}
