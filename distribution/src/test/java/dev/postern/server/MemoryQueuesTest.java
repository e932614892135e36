package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.mail.MessagingException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageInputStreamSource;
import org.apache.james.server.core.MimeMessageWrapper;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

class MemoryQueuesTest {
    private static final int MESSAGES = 8;

    private final MemoryQueues queues = new MemoryQueues(new RawMailQueueItemDecoratorFactory(), Clock.systemUTC());
    private final ExecutorService clients = Executors.newFixedThreadPool(MESSAGES);
    private final AtomicInteger copies = new AtomicInteger();
    private final AtomicInteger mostCopies = new AtomicInteger();

    @AfterEach
    void stop() {
        clients.shutdownNow();
    }

    /** Each copy takes three times the message's length; eight at once of 50 MiB took the process down. */
    @Test
    void manyLargeMessagesAtOnceAreCopiedOneAfterTheOther() throws Exception {
        var spool = queues.createQueue(MailQueueFactory.SPOOL);
        var outgoing = queues.createQueue(MailQueueName.of("outgoing"));

        List<Callable<Object>> puts = IntStream.range(0, MESSAGES)
                .mapToObj(number -> Executors.callable(() -> {
                    try {
                        (number % 2 == 0 ? spool : outgoing).enQueue(mail("m" + number));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .toList();
        for (Future<Object> put : clients.invokeAll(puts)) {
            put.get();
        }

        assertThat(mostCopies).hasValue(1);
        assertThat(names(spool.deQueue(), MESSAGES / 2)).containsExactlyInAnyOrder("m0", "m2", "m4", "m6");
        assertThat(names(outgoing.deQueue(), MESSAGES / 2)).containsExactlyInAnyOrder("m1", "m3", "m5", "m7");
    }

    @Test
    void aNameMeansOneQueue() {
        var spool = queues.createQueue(MailQueueFactory.SPOOL);

        assertThat(queues.createQueue(MailQueueFactory.SPOOL)).isSameAs(spool);
        assertThat(queues.getQueue(MailQueueFactory.SPOOL)).containsSame(spool);
        assertThat(queues.listCreatedMailQueues()).containsExactly(MailQueueFactory.SPOOL);
    }

    private static List<String> names(Publisher<MailQueueItem> queue, int count) {
        return Flux.from(queue)
                .take(count)
                .map(item -> item.getMail().getName())
                .collectList()
                .block(Duration.ofSeconds(10));
    }

    private Mail mail(String name) throws MessagingException {
        var mail = MailImpl.builder()
                .name(name)
                .sender("a@example.org")
                .addRecipient("b@example.org")
                .build();
        mail.setMessageNoCopy(new Watched(name));
        return mail;
    }

    /** Counts how many of its kind are being copied. */
    private final class Watched extends MimeMessageWrapper {
        private Watched(String name) throws MessagingException {
            super(MimeMessageInputStreamSource.create(
                    name, new ByteArrayInputStream("Subject: x\r\n\r\nx".getBytes(StandardCharsets.US_ASCII))));
        }

        @Override
        public void writeTo(OutputStream out) throws IOException, MessagingException {
            mostCopies.accumulateAndGet(copies.incrementAndGet(), Math::max);
            try {
                giveOthersTheChance();
                super.writeTo(out);
            } finally {
                copies.decrementAndGet();
            }
        }

        private void giveOthersTheChance() {
            long end = System.nanoTime() + Duration.ofMillis(20).toNanos();
            while (copies.get() == 1 && System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
        }
    }
}
