package dev.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.postern.broker.BrokerExtension;
import dev.postern.broker.EmbeddedBroker;
import dev.postern.broker.QueueNames;
import dev.postern.storage.DamagedMessages;
import dev.postern.storage.EnvelopeCodec;
import dev.postern.storage.MessageDirectories;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.james.metrics.api.GaugeRegistry;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.server.core.MailImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/** Bytes that the disk changed where the broker does not look: what they were part of is kept, and never delivered. */
@Execution(ExecutionMode.CONCURRENT)
class DamagedMessageTest {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(SettingAside.class);

    @TempDir
    Path directory;

    @BeforeAll
    static void quiet() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        LOGGER.setLevel(null);
    }

    /** What is done to the broker's files, or through it. */
    private interface Damage {
        void to(Path queue) throws Exception;
    }

    /** Puts mails in, stops the broker, damages its files, starts it, and waits for the last mail, which is whole. */
    private List<String> delivered(Damage damage, MailImpl... mails) throws Exception {
        Path queue = directory.resolve("queue");
        try (var broker = EmbeddedBroker.start(queue, Clock.systemUTC());
                var factory = open(broker)) {
            for (MailImpl mail : mails) {
                factory.createQueue(BrokerExtension.NAME).enQueue(mail);
            }
            factory.createQueue(BrokerExtension.NAME).enQueue(NastyMessages.mail("last", text("last")));
        }
        damage.to(queue);
        try (var broker = EmbeddedBroker.start(queue, Clock.systemUTC());
                var factory = open(broker)) {
            List<String> names = new CopyOnWriteArrayList<>();
            ArtemisMailQueue mailQueue = factory.createQueue(BrokerExtension.NAME);
            var taking = Flux.from(mailQueue.deQueue()).subscribe(item -> {
                String name = item.getMail().getName();
                settle(item);
                names.add(name);
            });
            await().atMost(1, TimeUnit.MINUTES).until(() -> names.contains("last"));
            taking.dispose();
            assertThat(mailQueue.getSize()).as("what stays in the queue").isZero();
            return names;
        }
    }

    private ArtemisMailQueueFactory open(EmbeddedBroker broker) throws Exception {
        return ArtemisMailQueueFactory.open(
                broker,
                new DamagedMessages(new MessageDirectories(new EnvelopeCodec()), directory.resolve("mail/damaged")),
                new RawMailQueueItemDecoratorFactory(),
                new RecordingMetricFactory(),
                mock(GaugeRegistry.class),
                Clock.systemUTC());
    }

    private static void settle(MailQueueItem item) {
        try {
            item.done(CompletionStatus.SUCCESS);
        } catch (MailQueueException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] text(String text) {
        return ("Subject: x\r\n\r\n" + text).getBytes(StandardCharsets.US_ASCII);
    }

    /** The files that were set aside, those that end so. */
    private List<Path> aside(String suffix) throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve("mail/damaged"))) {
            return all.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    /** Writes the other text, of the same length, where the one stands first in the files of that directory. */
    private static void change(Path files, String from, String to) throws IOException {
        try (Stream<Path> all = Files.list(files)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                int at = Files.readString(file, StandardCharsets.ISO_8859_1).indexOf(from);
                if (at >= 0) {
                    try (var open = new RandomAccessFile(file.toFile(), "rw")) {
                        open.seek(at);
                        open.write(to.getBytes(StandardCharsets.ISO_8859_1));
                    }
                    return;
                }
            }
        }
        throw new AssertionError(from + " is in none of the files of " + files);
    }

    private void assertSetAside(List<String> delivered) throws IOException {
        assertThat(delivered).containsExactly("last");
        assertThat(aside(".eml")).hasSize(1);
        assertThat(aside(".envelope")).hasSize(1);
    }

    @Test
    void aChangedByteOfTheContentIsNotDelivered() throws Exception {
        assertSetAside(delivered(
                queue -> change(queue.resolve("journal"), "pay 100 to bob", "pay 900 to bob"),
                NastyMessages.mail("damaged", text("pay 100 to bob"))));
        assertThat(aside(".eml").get(0)).hasBinaryContent(text("pay 900 to bob"));
        assertThat(aside(".eml").get(0).getFileName().toString()).startsWith("damaged-");
        assertThat(aside(".envelope").get(0)).content().contains("b@example.org");
    }

    @Test
    void aChangedRecipientIsNotDeliveredTo() throws Exception {
        assertSetAside(delivered(
                queue -> change(queue.resolve("journal"), "\"recipients\":[\"b@", "\"recipients\":[\"m@"),
                NastyMessages.mail("damaged", text("x"))));
    }

    @Test
    void anEnvelopeThatCannotBeReadDoesNotStayInTheQueueForEver() throws Exception {
        assertSetAside(delivered(
                queue -> change(queue.resolve("journal"), "\"damaged\"", "}damaged}"),
                NastyMessages.mail("damaged", text("x"))));
        assertThat(aside(".envelope").get(0)).content().contains("}damaged}");
    }

    @Test
    void aChangedByteOfALargeMessageIsNotDelivered() throws Exception {
        byte[] large = NastyMessages.large();
        System.arraycopy("pay 100 to bob".getBytes(StandardCharsets.US_ASCII), 0, large, 200_000, 14);
        assertSetAside(delivered(
                queue -> change(queue.resolve("large-messages"), "pay 100 to bob", "pay 900 to bob"),
                NastyMessages.mail("damaged", large)));
        assertThat(Files.size(aside(".eml").get(0))).isEqualTo(NastyMessages.LARGE);
    }

    @Test
    void theCutOffFileOfALargeMessageIsNotDelivered() throws Exception {
        assertSetAside(delivered(
                queue -> {
                    try (var open = new RandomAccessFile(largeFile(queue).toFile(), "rw")) {
                        open.setLength(250_000);
                    }
                },
                NastyMessages.mail("damaged", NastyMessages.large())));
        assertThat(Files.size(aside(".eml").get(0))).isEqualTo(250_000);
    }

    @Test
    void aLargeMessageWithoutItsFileIsNotDeliveredAsAnEmptyOne() throws Exception {
        assertSetAside(delivered(
                queue -> Files.delete(largeFile(queue)), NastyMessages.mail("damaged", NastyMessages.large())));
        assertThat(aside(".eml").get(0)).isEmptyFile();
        assertThat(aside(".envelope").get(0)).content().contains("\"damaged\"");
    }

    @Test
    void aLostChecksumIsDamageToo() throws Exception {
        assertSetAside(delivered(
                queue -> change(queue.resolve("journal"), utf16("postern_crc32c"), utf16("postern_crc32d")),
                NastyMessages.mail("damaged", text("x"))));
    }

    @Test
    void whatIsNoMailAtAllIsKeptToo() throws Exception {
        Damage foreign = queue -> {
            try (var broker = EmbeddedBroker.start(queue, Clock.systemUTC());
                    ClientSession session = broker.open(false);
                    var producer = session.createProducer(QueueNames.of(BrokerExtension.NAME))) {
                var message = session.createMessage(true);
                message.setPriority((byte) 9);
                message.getBodyBuffer().writeBytes(text("foreign"));
                producer.send(message);
            }
        };
        assertSetAside(delivered(foreign));
        assertThat(aside(".eml").get(0)).hasBinaryContent(text("foreign"));
    }

    @Test
    void whatCannotBeSetAsideYetHoldsUpNobodyAndIsSetAsideLaterWithoutARestart() throws Exception {
        Path queue = directory.resolve("queue");
        try (var broker = EmbeddedBroker.start(queue, Clock.systemUTC());
                var factory = open(broker)) {
            ArtemisMailQueue mailQueue = factory.createQueue(BrokerExtension.NAME);
            mailQueue.enQueue(NastyMessages.mail("damaged", NastyMessages.large()));
            mailQueue.enQueue(NastyMessages.mail("last", text("last")));
            try (var open = new RandomAccessFile(largeFile(queue).toFile(), "rw")) {
                open.seek(200_000);
                open.write("another".getBytes(StandardCharsets.US_ASCII));
            }
            Files.createDirectories(directory.resolve("mail"));
            Path notYet = Files.createFile(directory.resolve("mail/damaged")); // which should be a directory
            List<String> names = new CopyOnWriteArrayList<>();
            var taking = Flux.from(mailQueue.deQueue()).subscribe(item -> {
                String name = item.getMail().getName();
                settle(item);
                names.add(name);
            });
            await().atMost(1, TimeUnit.MINUTES).until(() -> names.contains("last"));
            assertThat(mailQueue.getSize()).isEqualTo(1);

            Files.delete(notYet);
            await().atMost(1, TimeUnit.MINUTES).until(() -> mailQueue.getSize() == 0);
            taking.dispose();
            assertSetAside(names);
        }
    }

    @Test
    void whatIsPutBackIsStillWhole() throws Exception {
        Damage restart = queue -> {
            try (var broker = EmbeddedBroker.start(queue, Clock.systemUTC());
                    var factory = open(broker)) {
                Flux.from(factory.createQueue(BrokerExtension.NAME).deQueue())
                        .take(2)
                        .collectList()
                        .block()
                        .forEach(DamagedMessageTest::requeue);
            }
        };
        assertThat(delivered(restart, NastyMessages.mail("large", NastyMessages.large())))
                .containsExactlyInAnyOrder("large", "last");
    }

    private static void requeue(MailQueueItem item) {
        try {
            item.done(CompletionStatus.RETRY);
        } catch (MailQueueException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String utf16(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1);
    }

    private static Path largeFile(Path queue) throws IOException {
        try (Stream<Path> all = Files.list(queue.resolve("large-messages"))) {
            return all.filter(file -> file.toString().endsWith(".msg"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
