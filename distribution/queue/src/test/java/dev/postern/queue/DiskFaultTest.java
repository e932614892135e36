package dev.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postern.broker.BrokerExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;

/** A disk that cannot be written to: the sender is told, the process lives, and what was accepted is kept. */
class DiskFaultTest {
    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    @Test
    void whatCannotBeWrittenIsNotAccepted() throws Exception {
        ArtemisMailQueue queue = BROKER.queue();
        queue.enQueue(NastyMessages.mail("before", new byte[] {'x'}));
        Path large = BROKER.directory().resolve("large-messages");
        Files.delete(large);
        Files.createFile(large); // no file can be made in what is no directory, not even by root

        assertThatThrownBy(() -> queue.enQueue(NastyMessages.mail("large", NastyMessages.large())))
                .isInstanceOf(MailQueueException.class);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> BROKER.broker().fault().isPresent());
        assertThatThrownBy(() -> queue.enQueue(NastyMessages.mail("small", new byte[] {'x'})))
                .isInstanceOf(MailQueueException.class);

        Files.delete(large);
        BROKER.broker().restart();
        assertThat(BROKER.broker().fault()).isEmpty();
        assertThat(queue.getSize()).isEqualTo(1);
        queue.enQueue(NastyMessages.mail("after", new byte[] {'x'}));
        assertThat(queue.getSize()).isEqualTo(2);
    }

    @Test
    void aLargeMessageOfWhichAPieceCannotBeWrittenIsNotAccepted() throws Exception {
        ArtemisMailQueue queue = BROKER.queue();
        queue.enQueue(NastyMessages.mail("before", NastyMessages.large()));
        List<Path> full = theNextFilesAreOnAFullDisk(BROKER.directory().resolve("large-messages"));

        assertThatThrownBy(() -> queue.enQueue(NastyMessages.mail("large", NastyMessages.large())))
                .isInstanceOf(MailQueueException.class);

        for (Path file : full) {
            Files.deleteIfExists(file);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> BROKER.broker().fault().isPresent());
        BROKER.broker().restart();
        assertThat(queue.getSize()).isEqualTo(1);
    }

    @Test
    void aLargeMessageThatCannotBeCopiedWholeStaysWhereItWaits() throws Exception {
        ArtemisMailQueue queue = BROKER.queue();
        queue.enQueue(NastyMessages.mail("delayed", NastyMessages.large()), Duration.ofDays(1));
        List<Path> full = theNextFilesAreOnAFullDisk(BROKER.directory().resolve("large-messages"));

        assertThatThrownBy(queue::flush).isInstanceOf(MailQueueException.class);

        for (Path file : full) {
            Files.deleteIfExists(file);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> BROKER.broker().fault().isPresent());
        BROKER.broker().restart();
        assertThat(queue.flush()).isEqualTo(1);
        MailQueueItem item = Flux.from(queue.deQueue()).blockFirst();
        assertThat(item.getMail().getName()).isEqualTo("delayed");
        item.done(CompletionStatus.SUCCESS);
    }

    /** The broker numbers its files one after the other; every write to these fails as on a full disk. */
    private static List<Path> theNextFilesAreOnAFullDisk(Path directory) throws IOException {
        long last;
        try (Stream<Path> files = Files.list(directory)) {
            last = files.map(file -> file.getFileName().toString())
                    .mapToLong(name -> Long.parseLong(name.substring(0, name.indexOf('.'))))
                    .max()
                    .orElseThrow();
        }
        List<Path> full = new ArrayList<>();
        for (long id = last + 1; id < last + 200; id++) {
            full.add(Files.createSymbolicLink(directory.resolve(id + ".msg"), Path.of("/dev/full")));
        }
        return full;
    }
}
