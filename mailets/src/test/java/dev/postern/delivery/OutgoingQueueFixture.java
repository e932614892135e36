package dev.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterators;
import dev.postern.lanes.Places;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.mail.MessagingException;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory.MemoryCacheableMailQueue;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;

/** An outgoing queue on James's memory queue, with attempts that a test scripts. */
abstract class OutgoingQueueFixture {
    static final int CONCURRENCY = 10;
    static final int SHARE = 2;
    /** Of the workers for destinations that have not answered yet. */
    static final int UNPROVED = 8;

    /** Every message ended the process before. */
    static final AttemptWitness BEGINS_NONE = new AttemptWitness() {
        @Override
        public boolean begin(String message) {
            return false;
        }

        @Override
        public void end(String message) {}
    };

    final MemoryCacheableMailQueue queue = new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory())
            .createQueue(MailQueueName.of("outgoing"));
    final List<String> tried = new CopyOnWriteArrayList<>();
    final AtomicInteger errors = new AtomicInteger();
    final AtomicInteger crowded = new AtomicInteger();
    Function<String, Set<String>> servers = recipient -> Set.of();
    final AtomicInteger putBack = new AtomicInteger();
    volatile boolean over;
    volatile Optional<Dispatch> postponed = Optional.empty();
    final CountDownLatch gate = new CountDownLatch(1);
    Optional<OutgoingQueue> outgoing = Optional.empty();

    @AfterEach
    void stop() {
        gate.countDown();
        outgoing.ifPresent(OutgoingQueue::close);
    }

    /** One attempt of a test. */
    @FunctionalInterface
    interface Attempt {
        Optional<Duration> of(Mail mail) throws MessagingException;
    }

    OutgoingQueue start(Attempt attempt) {
        outgoing = Optional.of(new OutgoingQueue(queue, CONCURRENCY, work(attempt), Clock.systemUTC(), new Places()));
        outgoing.get().start();
        return outgoing.get();
    }

    QueueWork work(Attempt attempt) {
        return new QueueWork() {
            @Override
            public Dispatch turn(Mail mail) {
                if (errors.getAndDecrement() > 0) {
                    throw new AssertionError("as this test wants it");
                }
                String domain =
                        mail.getRecipients().iterator().next().getDomain().asString();
                return new Dispatch.Now(new Destination(domain, domain));
            }

            @Override
            public Dispatch stillHeld(Mail mail, Destination destination) {
                return new Dispatch.Now(destination);
            }

            @Override
            public QueueWork.Ended attempt(Mail mail, QueueWork.Entrance entrance) throws MessagingException {
                String recipient = mail.getRecipients().iterator().next().asString();
                Optional<Instant> closed = entrance.closedUntil(servers.apply(recipient));
                if (closed.isPresent()) {
                    crowded.incrementAndGet();
                    return new QueueWork.Ended.Crowded(closed.get());
                }
                Optional<Dispatch> once = postponed;
                postponed = Optional.empty();
                if (once.isPresent()) {
                    return new QueueWork.Ended.Postponed(once.get());
                }
                tried.add(recipient);
                return new QueueWork.Ended.Tried(attempt.of(mail), true);
            }

            @Override
            public void notTried(Destination destination) {
                putBack.incrementAndGet();
            }

            @Override
            public Dispatch crowded(Mail mail, Instant until) {
                return over ? new Dispatch.Over() : new Dispatch.Later(Duration.between(Instant.now(), until));
            }

            @Override
            public Optional<Duration> fault(Mail mail, Throwable fault) {
                return Optional.of(Duration.ofMinutes(5));
            }
        };
    }

    void put(String... recipients) throws MailQueueException {
        Mail mail = Attempting.mail(recipients);
        outgoing.orElseThrow().put(mail, Duration.ZERO);
        LifecycleUtil.dispose(mail);
    }

    int waiting() {
        return Iterators.size(queue.browse());
    }

    void awaitGate() {
        try {
            assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
