package dev.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postern.broker.BrokerExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** A broker that was away gives out again what was not settled at it; this gateway gives none of that out twice. */
class ClaimsTest {
    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private static final byte[] CONTENT = {'A', ':', 'b', '\r', '\n', '\r', '\n', 'x'};

    private final List<MailQueueItem> given = new CopyOnWriteArrayList<>();
    private ArtemisMailQueue queue;
    private Disposable taking;

    @BeforeEach
    void take() throws Exception {
        queue = BROKER.queue();
        taking = Flux.from(queue.deQueue()).subscribe(given::add);
    }

    @AfterEach
    void end() {
        taking.dispose();
    }

    @Test
    void whatIsSettledWhileTheBrokerIsAwayDoesNotComeAgain() throws Exception {
        put("small", CONTENT);
        put("large", NastyMessages.large());

        BROKER.broker().close();
        settle(0, CompletionStatus.SUCCESS);
        settle(1, CompletionStatus.SUCCESS);
        BROKER.broker().restart();

        await().atMost(Duration.ofSeconds(60)).until(() -> queue.getSize() == 0);
        assertNothingMoreThan("small", "large");
    }

    @Test
    void whatIsUnderWayIsNotGivenOutInParallelAndSettledWhereItComesAgain() throws Exception {
        put("small", CONTENT);
        put("large", NastyMessages.large());

        BROKER.broker().restart();
        assertNothingMoreThan("small", "large");
        assertThat(queue.getSize()).isEqualTo(3);
        settle(0, CompletionStatus.SUCCESS);
        settle(1, CompletionStatus.SUCCESS);

        await().atMost(Duration.ofSeconds(60)).until(() -> queue.getSize() == 1);
        assertNothingMoreThan("small", "large");
    }

    @Test
    void whatIsToBeTriedAgainComesAgainThoughTheBrokerWasAway() throws Exception {
        put("one", CONTENT);

        BROKER.broker().close();
        assertThatThrownBy(() -> settle(0, CompletionStatus.RETRY)).isInstanceOf(MailQueueException.class);
        BROKER.broker().restart();

        await().atMost(Duration.ofSeconds(60)).until(() -> names().equals(List.of("one", "one")));
        settle(1, CompletionStatus.SUCCESS);
        assertThat(queue.getSize()).isZero();
    }

    @Test
    void whatIsPutBackOverTheNextConnectionComesAgainOnce() throws Exception {
        put("one", CONTENT);
        put("large", NastyMessages.large());

        BROKER.broker().restart();
        queue.enQueue(NastyMessages.mail("shows that it takes again", CONTENT));
        await().atMost(Duration.ofSeconds(60)).until(() -> given.size() == 3);
        settle(0, CompletionStatus.RETRY);
        settle(1, CompletionStatus.RETRY);

        await().atMost(Duration.ofSeconds(60)).until(() -> given.size() == 5);
        assertThat(names()).endsWith("one", "large");
    }

    @Test
    void whatNobodySettledIsNeverForgotten() throws Exception {
        put("one", CONTENT);
        for (int i = 0; i < 3; i++) {
            BROKER.broker().restart();
            assertThat(queue.getSize()).isEqualTo(1);
        }
        settle(0, CompletionStatus.SUCCESS);
        await().atMost(Duration.ofSeconds(60)).until(() -> queue.getSize() == 0);
    }

    private void put(String name, byte[] content) throws Exception {
        queue.enQueue(NastyMessages.mail(name, content));
        await().atMost(Duration.ofSeconds(60)).until(() -> names().contains(name));
    }

    private void settle(int number, CompletionStatus status) throws MailQueueException {
        given.get(number).done(status);
    }

    /** What comes after it is given out, and so is what came again before. */
    private void assertNothingMoreThan(String... expected) throws Exception {
        queue.enQueue(NastyMessages.mail("last", CONTENT));
        await().atMost(Duration.ofSeconds(60)).until(() -> names().contains("last"));
        assertThat(names().stream().filter(name -> !name.equals("last"))).containsExactly(expected);
    }

    private List<String> names() {
        return given.stream().map(item -> item.getMail().getName()).toList();
    }
}
