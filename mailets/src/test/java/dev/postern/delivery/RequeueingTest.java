package dev.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory.MemoryCacheableMailQueue;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class RequeueingTest {
    private static final Duration SOON = Duration.ofMillis(20);

    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger enqueued = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private Optional<Error> error = Optional.empty();

    /** Fails as often as a test wants, by the fault of the message. */
    private final class FailingQueue extends MemoryCacheableMailQueue {
        private FailingQueue() {
            super(MailQueueName.of("outgoing"), new RawMailQueueItemDecoratorFactory(), Clock.systemUTC());
        }

        @Override
        public void enQueue(Mail mail, Duration delay) throws MailQueueException {
            if (failures.getAndDecrement() > 0) {
                error.ifPresent(fault -> {
                    throw fault;
                });
                throw new MailQueueException("as this test wants it", new IOException("cannot be read"));
            }
            enqueued.incrementAndGet();
            super.enQueue(mail, delay);
        }
    }

    private MailQueueItem item(Mail mail) {
        return new MailQueueItem() {
            @Override
            public Mail getMail() {
                return mail;
            }

            @Override
            public void done(CompletionStatus status) {
                acknowledged.incrementAndGet();
            }
        };
    }

    @Test
    void aMessageThatCannotBeRequeuedIsRequeuedLaterAndIsAcknowledgedOnlyThen() {
        failures.set(2);
        try (var requeueing = new Requeueing(new FailingQueue(), Clock.systemUTC(), SOON)) {
            requeueing.settle(item(Attempting.mail("a@x.test")), new Disposition.Retried(Duration.ofHours(1), false));
            assertThat(acknowledged).hasValue(0);

            Eventually.holds(() -> acknowledged.get() == 1);
            assertThat(enqueued).hasValue(1);
        }
    }

    @Test
    void anErrorLosesNeitherThatMessageNorTheOnesBehindIt() {
        error = Optional.of(new NoClassDefFoundError("as this test wants it"));
        failures.set(1);
        try (var requeueing = new Requeueing(new FailingQueue(), Clock.systemUTC(), SOON)) {
            requeueing.settle(item(Attempting.mail("a@x.test")), new Disposition.Retried(Duration.ofHours(1), false));
            requeueing.settle(item(Attempting.mail("b@x.test")), new Disposition.Retried(Duration.ofHours(1), false));

            Eventually.holds(() -> acknowledged.get() == 2);
            assertThat(enqueued).hasValue(2);
        }
    }

    @Test
    void aStopLeavesItToTheQueue() {
        failures.set(1);
        try (var requeueing = new Requeueing(new FailingQueue(), Clock.systemUTC(), SOON)) {
            requeueing.close();
            requeueing.settle(item(Attempting.mail("a@x.test")), new Disposition.Retried(Duration.ofHours(1), false));
        }

        assertThat(acknowledged).hasValue(0);
        assertThat(enqueued).hasValue(0);
    }
}
