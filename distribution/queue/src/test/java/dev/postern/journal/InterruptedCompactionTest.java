package dev.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.postern.broker.EmbeddedBroker;
import dev.postern.queue.QueueCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.impl.AbstractJournalUpdateTask;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process is killed while the broker puts a compacted journal in the place of the old one. */
class InterruptedCompactionTest {
    private static final String QUEUE = "postern.spool";
    private static final int MESSAGES = 5;

    @TempDir
    Path data;

    @ParameterizedTest
    @CsvSource({"bindings, .bindings", "journal, .amq"})
    void isNoDamageAndSetsNothingAside(String part, String suffix) throws Exception {
        Path queue = data.resolve("queue");
        fill(queue);
        Inventory.remove(queue);
        interrupted(queue.resolve(part), suffix);

        long found;
        try (var broker = EmbeddedBroker.start(queue, Clock.systemUTC())) {
            found = new QueueCounts(broker).total();
        }

        assertThat(found).isEqualTo(MESSAGES);
        try (Stream<Path> all = Files.list(data)) {
            assertThat(all).containsExactly(queue);
        }
    }

    private static void fill(Path queue) throws Exception {
        try (var broker = EmbeddedBroker.start(queue, Clock.systemUTC());
                ClientSession session = broker.open(false)) {
            session.createAddress(SimpleString.of(QUEUE), RoutingType.ANYCAST, false);
            session.createQueue(QueueConfiguration.of(QUEUE)
                    .setRoutingType(RoutingType.ANYCAST)
                    .setDurable(true));
            try (var producer = session.createProducer(QUEUE)) {
                for (int i = 0; i < MESSAGES; i++) {
                    var message = session.createMessage(true);
                    message.getBodyBuffer().writeBytes(new byte[1000]);
                    producer.send(message);
                }
            }
        }
    }

    /** The broker's own list of what is to be renamed is there, the old files are gone, the new ones not yet renamed. */
    private static void interrupted(Path directory, String suffix) throws Exception {
        List<org.apache.activemq.artemis.core.journal.impl.JournalFile> compacted = new ArrayList<>();
        var files = new NIOSequentialFileFactory(directory.toFile(), 1);
        for (Path file : files(directory, suffix)) {
            Path unnamed = Path.of(file + ".cmp");
            Files.move(file, unnamed);
            var listed = mock(org.apache.activemq.artemis.core.journal.impl.JournalFile.class);
            when(listed.getFile()).thenReturn(files.createSequentialFile(String.valueOf(unnamed.getFileName())));
            compacted.add(listed);
        }
        var unused = AbstractJournalUpdateTask.writeControlFile(files, List.of(), compacted, List.of());
    }

    private static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }
}
