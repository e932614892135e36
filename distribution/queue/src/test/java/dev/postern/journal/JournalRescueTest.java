package dev.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.postern.broker.EmbeddedBroker;
import dev.postern.queue.QueueCounts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Journals that a real broker wrote, damaged as disks and people do. */
@Execution(ExecutionMode.CONCURRENT)
class JournalRescueTest {
    private static final String OWNER_ONLY = "rwx------";
    private static final String QUEUE = "postern.spool";
    private static final int MESSAGES = 30;
    private static final int SMALL = 1000;
    private static final int LARGE = 500_000;
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(JournalRescue.class);

    @TempDir
    Path data;

    private Path queue = Path.of("");

    @BeforeAll
    static void quiet() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        LOGGER.setLevel(null);
    }

    @BeforeEach
    void thirtyMessagesOneOfThemLarge() throws Exception {
        queue = data.resolve("queue");
        try (var broker = EmbeddedBroker.start(queue, Clock.systemUTC());
                ClientSession session = broker.open(false)) {
            session.createAddress(SimpleString.of(QUEUE), RoutingType.ANYCAST, false);
            session.createQueue(QueueConfiguration.of(QUEUE)
                    .setRoutingType(RoutingType.ANYCAST)
                    .setDurable(true));
            try (var producer = session.createProducer(QUEUE)) {
                for (int i = 0; i < MESSAGES; i++) {
                    var message = session.createMessage(true);
                    message.getBodyBuffer().writeBytes(new byte[i == MESSAGES / 2 ? LARGE : SMALL]);
                    producer.send(message);
                }
            }
        }
    }

    private List<String> damages() throws IOException {
        return JournalInspection.of(queue).damages();
    }

    /** Tells how many messages a broker finds; another start finds them too, and nothing more to set aside. */
    private long rescued() throws Exception {
        long found;
        try (var broker = EmbeddedBroker.start(queue, Clock.systemUTC())) {
            found = new QueueCounts(broker).total();
        }
        int aside = aside().size();
        try (var broker = EmbeddedBroker.start(queue, Clock.systemUTC())) {
            assertThat(new QueueCounts(broker).total()).isEqualTo(found);
        }
        assertThat(aside()).as("after another start").hasSize(aside);
        return found;
    }

    private String permissions() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(queue));
    }

    private List<Path> aside() throws IOException {
        try (Stream<Path> all = Files.list(data)) {
            return all.filter(path -> path.getFileName().toString().contains(".damaged-"))
                    .toList();
        }
    }

    private Path first(String directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(queue.resolve(directory))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private static void overwrite(Path file, long at, int length, int with) throws IOException {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (with == 0 ? 0 : with + i * 31);
        }
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            open.write(bytes);
        }
    }

    private static void cut(Path file, long length) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(length);
        }
    }

    @Test
    void aWholeJournalIsLeftAlone() throws Exception {
        assertThat(damages()).isEmpty();
        assertThat(rescued()).isEqualTo(MESSAGES);
        assertThat(aside()).isEmpty();
        assertThat(damages()).as("after another start and stop").isEmpty();
    }

    @Test
    void garbageInTheMiddleIsSaidAndTheRestIsSaved() throws Exception {
        overwrite(first("journal", ".amq"), 10_000, 3000, 77);
        assertThat(damages()).anyMatch(damage -> damage.contains("cannot be read from byte"));
        assertThat(rescued()).isBetween(MESSAGES - 8L, MESSAGES - 1L);
        assertThat(aside()).hasSize(1);
        assertThat(Files.exists(aside().get(0).resolve("bindings"))).isTrue();
    }

    @Test
    void theCopyThatIsGoneOnWithIsItsOwnersAlone() throws Exception {
        overwrite(first("journal", ".amq"), 10_000, 3000, 77);
        EmbeddedBroker.start(queue, Clock.systemUTC()).close();
        assertThat(aside()).hasSize(1);
        assertThat(permissions()).isEqualTo(OWNER_ONLY);
    }

    @Test
    void theEmptyQueueThatIsBegunWithIsItsOwnersAloneToo() throws Exception {
        Files.delete(first("bindings", ".bindings"));
        EmbeddedBroker.start(queue, Clock.systemUTC()).close();
        assertThat(aside()).hasSize(1);
        assertThat(permissions()).isEqualTo(OWNER_ONLY);
    }

    /** As one was left by versions that did not see to it. */
    @Test
    void aCopyThatWasOpenToOthersIsNotWhenItBecomesTheQueue() throws Exception {
        Files.move(queue, data.resolve("queue.copy"));
        Files.setPosixFilePermissions(data.resolve("queue.copy"), PosixFilePermissions.fromString("rwxr-xr-x"));
        EmbeddedBroker.start(queue, Clock.systemUTC()).close();
        assertThat(permissions()).isEqualTo(OWNER_ONLY);
    }

    @Test
    void zerosInTheMiddleAreSaidAndTheRestIsSaved() throws Exception {
        overwrite(first("journal", ".amq"), 8192, 4096, 0);
        assertThat(damages()).isNotEmpty();
        assertThat(rescued()).isBetween(MESSAGES - 8L, MESSAGES - 1L);
        assertThat(aside()).hasSize(1);
    }

    @Test
    void aFileThatWasCutOffIsSaidAndWhatIsBeforeTheCutIsSaved() throws Exception {
        cut(first("journal", ".amq"), 20_000);
        assertThat(damages()).anyMatch(damage -> damage.contains("it was truncated"));
        assertThat(rescued()).isBetween(5L, MESSAGES - 1L);
        assertThat(aside()).hasSize(1);
    }

    @Test
    void aFileOfFiveBytesThatTheBrokerWouldDeleteIsKept() throws Exception {
        Path file = first("journal", ".amq");
        cut(file, 5);
        rescued();
        assertThat(aside()).hasSize(1);
        assertThat(Files.size(aside().get(0).resolve("journal").resolve(file.getFileName())))
                .isEqualTo(5);
    }

    @Test
    void aHeaderWithWhichTheBrokerDoesNotStartDoesNotStopTheGateway() throws Exception {
        overwrite(first("journal", ".amq"), 0, 16, 99);
        rescued();
        assertThat(aside()).hasSize(1);
    }

    @Test
    void aRecordWithWhichTheBrokerDoesNotStartDoesNotStopTheGateway() throws Exception {
        Path file = first("journal", ".amq");
        long behindAllRecords = 5L << 20;
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(Integer.BYTES + Integer.BYTES);
            int number = (int) open.readLong();
            open.seek(behindAllRecords);
            open.writeByte(JournalImpl.PREPARE_RECORD);
            open.writeInt(number);
            open.writeByte(0);
            open.writeLong(1);
            open.writeInt(18); // as the number of records, and as the length at the end of the record
            open.writeInt(-8);
        }
        assertThat(damages()).anyMatch(damage -> damage.contains("Artemis cannot read it after byte"));
        rescued();
        assertThat(aside()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"journal/activemq-data-99.amq", "bindings/activemq-bindings-99.bindings"})
    void aFileOfZerosWithWhichTheBrokerDoesNotStartDoesNotStopTheGateway(String name) throws Exception {
        Files.write(queue.resolve(name), new byte[(int) Files.size(first("journal", ".amq"))]);
        assertThat(damages()).anyMatch(damage -> damage.contains("damaged header"));
        assertThat(rescued()).isEqualTo(MESSAGES);
        assertThat(aside()).hasSize(1);
    }

    @Test
    void withoutItsBindingsNothingIsGivenToTheBrokerThatWouldDeleteIt() throws Exception {
        Path large = first("large-messages", ".msg").getFileName();
        Files.delete(first("bindings", ".bindings"));
        assertThat(damages()).anyMatch(damage -> damage.contains("bindings lacks "));
        assertThat(rescued()).isZero();
        assertThat(Files.size(aside().get(0).resolve("large-messages").resolve(large)))
                .isGreaterThanOrEqualTo(LARGE);
        assertThat(Files.size(aside().get(0).resolve("journal/activemq-data-1.amq")))
                .isPositive();
    }

    @Test
    void bindingsThatAreGarbageCountAsGone() throws Exception {
        overwrite(first("bindings", ".bindings"), 16, 8000, 77);
        assertThat(damages()).isNotEmpty();
        assertThat(rescued()).isZero();
        assertThat(aside()).hasSize(1);
    }

    @Test
    void aJournalWithoutFilesIsSaid() throws Exception {
        try (Stream<Path> files = Files.list(queue.resolve("journal"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".amq")).toList()) {
                Files.delete(file);
            }
        }
        assertThat(damages()).anyMatch(damage -> damage.contains("lost all its files"));
    }

    @Test
    void theMissingContentOfALargeMessageIsSaid() throws Exception {
        Path large = first("large-messages", ".msg");
        Files.delete(large);
        assertThat(damages())
                .isNotEmpty()
                .allMatch(damage -> damage.contains(large.getFileName().toString()) && damage.contains("missing"));
    }

    @Test
    void aRescueThatWasCutOffBetweenItsRenamingsIsFinished() throws Exception {
        Files.move(queue, data.resolve("queue.copy"));
        assertThat(rescued()).isEqualTo(MESSAGES);
    }
}
