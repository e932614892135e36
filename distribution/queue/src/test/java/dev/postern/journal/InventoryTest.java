package dev.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.postern.broker.BrokerFailure;
import dev.postern.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.LoggerFactory;

/** What happens to the files of a broker that was stopped in order, before it is started again. */
@Execution(ExecutionMode.CONCURRENT)
class InventoryTest {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("dev.postern");

    private static final Level LEVEL = LOGGER.getLevel();

    @TempDir
    Path data;

    private Path queue = Path.of("");

    @BeforeAll
    static void quiet() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        LOGGER.setLevel(LEVEL);
    }

    @BeforeEach
    void stopped() throws Exception {
        queue = data.resolve("queue");
        EmbeddedBroker.start(queue, Clock.systemUTC()).close();
        assertThat(damages()).isEmpty();
    }

    private List<String> damages() throws IOException {
        return JournalInspection.of(queue).damages();
    }

    private List<Path> aside() throws IOException {
        try (Stream<Path> all = Files.list(data)) {
            return all.filter(path -> path.toString().contains(".damaged-")).toList();
        }
    }

    private static void write(Path file, long at) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            open.write('x');
        }
    }

    @Test
    void aFileThatVanishedWhileOthersStayedIsSaid() throws Exception {
        Path file = queue.resolve("journal/activemq-data-1.amq");
        Files.delete(file);
        assertThat(damages())
                .singleElement()
                .asString()
                .contains(file.toString(), "existed when the gateway was stopped, and is missing");
        EmbeddedBroker.start(queue, Clock.systemUTC()).close();
        assertThat(aside()).hasSize(1);
        assertThat(damages()).isEmpty();
    }

    @Test
    void aByteChangedBehindTheLastRecordIsSaid() throws Exception {
        Path file = queue.resolve("journal/activemq-data-1.amq");
        write(file, Files.size(file) - 5);
        assertThat(damages())
                .singleElement()
                .asString()
                .contains(file.toString(), "has changed since the gateway was stopped");
    }

    @Test
    void afterACrashNothingIsTakenForDamaged() throws Exception {
        try (var broker = EmbeddedBroker.start(queue, Clock.systemUTC())) {
            assertThat(broker.fault()).isEmpty();
            assertThat(queue.resolve("inventory")).doesNotExist();
        }
        assertThat(queue.resolve("inventory")).exists();
    }

    @Test
    void aDamagedInventoryIsSaid() throws Exception {
        write(queue.resolve("inventory"), 0);
        assertThat(damages()).isNotEmpty();
    }

    @Test
    void aRestartWhileTheGatewayRunsLooksForDamageToo() throws Exception {
        try (var broker = EmbeddedBroker.start(queue, Clock.systemUTC())) {
            broker.close();
            Files.delete(queue.resolve("journal/activemq-data-1.amq"));
            broker.restart();
            assertThat(broker.fault()).isEmpty();
            assertThat(aside()).hasSize(1);
        }
    }

    @Test
    void aQueueThatLooksWholeAndDoesNotOpenIsLeftAsItIsAndWhatToDoIsSaid() throws Exception {
        Path other = data.resolve("other");
        Files.createDirectories(other);
        Files.writeString(other.resolve("bindings"), "x"); // no directory can be made there, not even by root

        assertThatThrownBy(() -> EmbeddedBroker.start(other, Clock.systemUTC()))
                .isInstanceOf(BrokerFailure.class)
                .hasMessageContaining("failed to start on " + other)
                .hasMessageContaining("rename the directory and start again");

        assertThat(aside()).isEmpty();
        assertThat(other.resolve("bindings")).hasContent("x");
    }
}
