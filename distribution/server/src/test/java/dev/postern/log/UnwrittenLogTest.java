package dev.postern.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class UnwrittenLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(UnwrittenLog.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @TempDir
    private Path data;

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void end() {
        logger.detachAppender(logged);
    }

    @Test
    void theLinesOfEachProcessAreAppendedInTheirOrder() throws IOException {
        UnwrittenLog.save(data, lines("first\n", "second\n"));
        UnwrittenLog.save(data, lines("third\n"));

        assertThat(file()).hasContent("first\nsecond\nthird\n");
    }

    @Test
    void noFileIsMadeOfNoLines() {
        UnwrittenLog.save(data, List.of());

        assertThat(file()).doesNotExist();
    }

    @Test
    void aFileThatNobodyReadsDoesNotGrowForEver() throws IOException {
        try (var file = new RandomAccessFile(file().toFile(), "rw")) {
            file.setLength((64 << 20) + 1); // takes no room
        }
        UnwrittenLog.save(data, lines("one too many\n"));

        assertThat(file()).hasSize((64 << 20) + 1);
    }

    @Test
    void theNextStartTellsOfTheFile() {
        UnwrittenLog.report(data);
        assertThat(logged.list).isEmpty();

        UnwrittenLog.save(data, lines("decision\n"));
        UnwrittenLog.report(data);
        assertThat(logged.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.WARN);
            assertThat(event.getFormattedMessage()).contains(file().toString());
        });
    }

    @Test
    void aPlaceThatCannotBeWrittenStopsNoShutdown() throws IOException {
        Path missing = data.resolve("missing");
        UnwrittenLog.save(missing, lines("decision\n"));

        assertThat(Files.exists(missing)).isFalse();
    }

    private Path file() {
        return data.resolve("unwritten.log");
    }

    private static List<byte[]> lines(String... lines) {
        return Stream.of(lines)
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
