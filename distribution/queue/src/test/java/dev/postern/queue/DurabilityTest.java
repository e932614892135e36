package dev.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postern.broker.BrokerExtension;
import dev.postern.broker.BrokerSettings;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.james.core.MailAddress;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** What was put in is there until it is settled, whatever happens to the broker. */
class DurabilityTest {
    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static final byte[] CONTENT = {'A', ':', 'b', '\r', '\n', '\r', '\n', 'x'};

    @Test
    void aRestartKeepsMessagesAndTheirDelays() throws Exception {
        ArtemisMailQueue queue = BROKER.queue();
        queue.enQueue(NastyMessages.mail("now", CONTENT));
        queue.enQueue(NastyMessages.mail("large", NastyMessages.large()));
        queue.enQueue(NastyMessages.mail("later", CONTENT), Duration.ofHours(1));
        queue.enQueue(NastyMessages.mail("soon", CONTENT), Duration.ofMillis(1500));

        BROKER.broker().restart();
        ArtemisMailQueueFactory reopened = BROKER.open();

        assertThat(reopened.listCreatedMailQueues()).containsExactly(BrokerExtension.NAME);
        ArtemisMailQueue again = reopened.createQueue(BrokerExtension.NAME);
        assertThat(again.getSize()).isEqualTo(4);
        assertThat(names(again, 3)).containsExactly("now", "large", "soon");
        assertThat(again.getSize()).isEqualTo(1);
        assertThat(again.flush()).isEqualTo(1);
        assertThat(names(again, 1)).containsExactly("later");
    }

    @Test
    void aMessageThatIsGivenOutComesBackAfterARestartUnlessItIsDone() throws Exception {
        ArtemisMailQueueFactory before = BROKER.open();
        ArtemisMailQueue queue = before.createQueue(BrokerExtension.NAME);
        queue.enQueue(NastyMessages.mail("one", CONTENT));
        queue.enQueue(NastyMessages.mail("two", CONTENT));
        List<MailQueueItem> items = take(queue, 2);
        items.get(0).done(CompletionStatus.SUCCESS);

        before.close();
        BROKER.broker().restart();

        assertThat(queue.getSize()).isEqualTo(1);
        assertThat(names(BROKER.queue(), 1)).containsExactly("two");
    }

    @Test
    void theSameQueueGoesOnAfterTheBrokerWasAway() throws Exception {
        ArtemisMailQueue queue = BROKER.queue();
        List<String> got = new ArrayList<>();
        var taking = Flux.from(queue.deQueue()).subscribe(item -> {
            got.add(item.getMail().getName());
            settle(item);
        });
        queue.enQueue(NastyMessages.mail("before", CONTENT));
        await().atMost(Duration.ofSeconds(60)).until(() -> got.contains("before"));

        BROKER.broker().close();
        assertThatThrownBy(() -> queue.enQueue(NastyMessages.mail("while", CONTENT)))
                .isInstanceOf(MailQueueException.class);
        assertThat(BROKER.broker().fault()).isPresent();
        BROKER.broker().restart();
        assertThat(BROKER.broker().fault()).isEmpty();
        queue.enQueue(NastyMessages.mail("after", CONTENT));

        await().atMost(Duration.ofSeconds(60)).until(() -> got.contains("after"));
        assertThat(got).containsExactly("before", "after");
        taking.dispose();
    }

    @Test
    void whatIsTakenIsNotAcknowledgedBeforeItIsDone() throws Exception {
        ArtemisMailQueue queue = BROKER.queue();
        for (int i = 0; i < 5; i++) {
            queue.enQueue(NastyMessages.mail("m" + i, CONTENT));
        }

        List<MailQueueItem> items = take(queue, 5);

        assertThat(queue.getSize()).isEqualTo(5);
        for (MailQueueItem item : items) {
            item.done(CompletionStatus.SUCCESS);
        }
        assertThat(queue.getSize()).isZero();
    }

    @Test
    void noMoreIsTakenThanIsAskedFor() throws Exception {
        ArtemisMailQueue queue = BROKER.queue();
        queue.enQueue(NastyMessages.mail("one", CONTENT));
        queue.enQueue(NastyMessages.mail("two", CONTENT));

        List<MailQueueItem> items = take(queue, 1);

        assertThat(queue.browse().next().getMail().getName()).isEqualTo("two");
        assertThat(queue.clear()).isEqualTo(1);
        items.get(0).done(CompletionStatus.REJECT);
        assertThat(names(queue, 1)).containsExactly("one");
    }

    @Test
    void attributesKeepTheirTypes() throws Exception {
        ArtemisMailQueue queue = BROKER.queue();
        MailImpl mail = NastyMessages.mail("m", CONTENT);
        mail.setAttribute(Attribute.convertToAttribute("number", 4_000_000_000L));
        mail.setAttribute(Attribute.convertToAttribute("bytes", new byte[] {0, -1}));
        queue.enQueue(mail);

        var stored = take(queue, 1).get(0).getMail();

        assertThat(stored.getAttribute(AttributeName.of("number"))
                        .orElseThrow()
                        .getValue()
                        .value())
                .isEqualTo(4_000_000_000L);
        assertThat((byte[]) stored.getAttribute(AttributeName.of("bytes"))
                        .orElseThrow()
                        .getValue()
                        .value())
                .containsExactly(0, -1);
    }

    @Test
    void aLargeMessageMayHaveAThousandRecipients() throws Exception {
        ArtemisMailQueue queue = BROKER.queue();
        MailImpl mail = NastyMessages.mail("m", NastyMessages.large());
        List<MailAddress> recipients = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            recipients.add(new MailAddress("recipient-" + i + "x".repeat(40) + "@" + "y".repeat(60) + ".example.org"));
        }
        mail.setRecipients(recipients);
        queue.enQueue(mail);

        assertThat(queue.remove(ManageableMailQueue.Type.Recipient, "nobody@example.org"))
                .isZero();
        assertThat(take(queue, 1).get(0).getMail().getRecipients()).isEqualTo(recipients);
    }

    /** Also if it is put back, and if its content alone would not be large. */
    @ParameterizedTest
    @ValueSource(ints = {10, 150_000})
    void anEnvelopeTooLongForAPropertyIsKept(int size) throws Exception {
        ArtemisMailQueue queue = BROKER.queue();
        byte[] content = ("A: b\r\n\r\n" + "x".repeat(size)).getBytes(StandardCharsets.US_ASCII);
        MailImpl mail = NastyMessages.mail("m", content);
        mail.setAttribute(Attribute.convertToAttribute("long", "y".repeat(200_000)));
        queue.enQueue(mail);

        take(queue, 1).get(0).done(CompletionStatus.RETRY);

        var stored = (MailImpl) take(queue, 1).get(0).getMail();
        assertThat(stored.getAttribute(AttributeName.of("long")))
                .isEqualTo(mail.getAttribute(AttributeName.of("long")));
        assertThat(NastyMessages.written(stored)).isEqualTo(content);
    }

    /** What is longer than a piece, by however little, is never read at once. */
    @Test
    void aMessageThatIsStreamedIsNeverInOnePiece() throws Exception {
        byte[] content = ("A: b\r\n\r\n" + "x".repeat(BrokerSettings.PIECE)).getBytes(StandardCharsets.US_ASCII);
        var longest = new AtomicInteger();
        MailImpl mail = NastyMessages.mail("m", content);
        mail.setMessageContent(new BytesSource("m", content) {
            @Override
            public InputStream getInputStream() {
                return new FilterInputStream(super.getInputStream()) {
                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        longest.accumulateAndGet(length, Math::max);
                        return super.read(bytes, offset, length);
                    }
                };
            }
        });
        BROKER.queue().enQueue(mail);

        assertThat(longest).hasValueLessThan(content.length).hasPositiveValue();
    }

    private static List<String> names(ArtemisMailQueue queue, int count) throws MailQueueException {
        List<String> names = new ArrayList<>();
        for (MailQueueItem item : take(queue, count)) {
            names.add(item.getMail().getName());
            item.done(CompletionStatus.SUCCESS);
        }
        return names;
    }

    private static List<MailQueueItem> take(ArtemisMailQueue queue, int count) {
        return Flux.from(queue.deQueue()).take(count).collectList().block(Duration.ofSeconds(60));
    }

    private static void settle(MailQueueItem item) {
        try {
            item.done(CompletionStatus.SUCCESS);
        } catch (MailQueueException e) {
            throw new IllegalStateException(e);
        }
    }
}
