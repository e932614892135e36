package dev.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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
        await().until(() -> BROKER.broker().fault().isPresent());
        assertThatThrownBy(() -> queue.enQueue(NastyMessages.mail("small", new byte[] {'x'})))
                .isInstanceOf(MailQueueException.class);

        Files.delete(large);
        BROKER.broker().restart();
        assertThat(BROKER.broker().fault()).isEmpty();
        assertThat(queue.getSize()).isEqualTo(1);
        queue.enQueue(NastyMessages.mail("after", new byte[] {'x'}));
        assertThat(queue.getSize()).isEqualTo(2);
    }
}
