package dev.postern.delivery;

import static dev.postern.delivery.Attempting.address;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterators;
import dev.postern.lanes.Places;
import dev.postern.thread.Faults;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On James's memory queue: nothing is lost, nothing spins, nobody waits for a dead destination. */
@Timeout(30)
class OutgoingQueueTest {
    private static final int CONCURRENCY = 10;
    private static final int SHARE = 2;
    /** Of the workers for destinations that have not answered yet. */
    private static final int UNPROVED = 8;

    /** Every message ended the process before. */
    private static final AttemptWitness BEGINS_NONE = new AttemptWitness() {
        @Override
        public boolean begin(String message) {
            return false;
        }

        @Override
        public void end(String message) {}
    };

    private final MemoryCacheableMailQueue queue = new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory())
            .createQueue(MailQueueName.of("outgoing"));
    private final List<String> tried = new CopyOnWriteArrayList<>();
    private final AtomicInteger errors = new AtomicInteger();
    private final AtomicInteger crowded = new AtomicInteger();
    private Function<String, Set<String>> servers = recipient -> Set.of();
    private final AtomicInteger putBack = new AtomicInteger();
    private volatile boolean over;
    private volatile Optional<Dispatch> postponed = Optional.empty();
    private final CountDownLatch gate = new CountDownLatch(1);
    private Optional<OutgoingQueue> outgoing = Optional.empty();

    @AfterEach
    void stop() {
        gate.countDown();
        outgoing.ifPresent(OutgoingQueue::close);
    }

    /** One attempt of a test. */
    @FunctionalInterface
    private interface Attempt {
        Optional<Duration> of(Mail mail) throws MessagingException;
    }

    private OutgoingQueue start(Attempt attempt) {
        outgoing = Optional.of(new OutgoingQueue(queue, CONCURRENCY, work(attempt), Clock.systemUTC(), new Places()));
        outgoing.get().start();
        return outgoing.get();
    }

    private QueueWork work(Attempt attempt) {
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

    private void put(String... recipients) throws MailQueueException {
        Mail mail = Attempting.mail(recipients);
        outgoing.orElseThrow().put(mail, Duration.ZERO);
        LifecycleUtil.dispose(mail);
    }

    private int waiting() {
        return Iterators.size(queue.browse());
    }

    private void awaitGate() {
        try {
            assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aMessageWhoseTurnHasNotComeStaysQueuedAndIsTriedThenOnce() throws Exception {
        postponed = Optional.of(new Dispatch.Later(Duration.ofMillis(20)));
        start(mail -> Optional.empty());
        put("bob@a.test");

        Eventually.holds(() -> queue.getSize() == 0 && putBack.get() == 1 && postponed.isEmpty() && !tried.isEmpty());
        assertThat(tried).containsExactly("bob@a.test");
    }

    /** Or nobody else would ever be the probe of a destination that was left alone. */
    @Test
    void aMessageThatIsPutAsideIsNoAttemptAtItsDestination() throws Exception {
        OutgoingQueue queued =
                new OutgoingQueue(queue, CONCURRENCY, work(mail -> Optional.empty()), Clock.systemUTC(), new Places());
        outgoing = Optional.of(queued);
        var aside = new AtomicInteger();
        queued.witness(BEGINS_NONE, mail -> aside.incrementAndGet());
        queued.start();
        put("poison@x.test");

        Eventually.holds(() -> aside.get() == 1 && putBack.get() == 1 && queue.getSize() == 0);
        assertThat(tried).isEmpty();
    }

    @Test
    void whatIsSettledLeavesTheQueue() throws MailQueueException {
        start(mail -> Optional.empty());
        put("a@x.test");

        Eventually.holds(() -> tried.size() == 1 && queue.getSize() == 0);
    }

    @Test
    void whatIsLeftComesBackWhenItsTimeHasCome() throws MailQueueException {
        var attempts = new AtomicInteger();
        start(mail -> {
            mail.setRecipients(List.of(address("b@x.test")));
            return attempts.incrementAndGet() == 1 ? Optional.of(Duration.ofMinutes(1)) : Optional.empty();
        });
        put("a@x.test", "b@x.test");
        Eventually.holds(() -> tried.size() == 1 && waiting() == 1);

        outgoing.orElseThrow().flush(domain -> true);

        Eventually.holds(() -> tried.equals(List.of("a@x.test", "b@x.test")) && queue.getSize() == 0);
    }

    @Test
    void whatFailsUnexpectedlyStaysAndDoesNotSpin() throws MailQueueException {
        start(mail -> {
            if (mail.getRecipients().contains(address("poison@x.test"))) {
                throw new IllegalStateException("a fault of ours, as this test wants it");
            }
            return Optional.empty();
        });
        put("poison@x.test");
        Eventually.holds(() -> tried.size() == 1 && waiting() == 1);
        put("a@x.test");

        Eventually.holds(() -> tried.contains("a@x.test") && waiting() == 1);
        assertThat(tried).containsOnlyOnce("poison@x.test");
    }

    @Test
    void evenAnErrorLosesNeitherMailNorWorker() throws MailQueueException {
        start(mail -> {
            if (mail.getRecipients().contains(address("good@x.test"))) {
                return Optional.empty();
            }
            throw new NoClassDefFoundError("a fault of the machine, as this test wants it");
        });
        for (int i = 0; i < CONCURRENCY + 1; i++) {
            put("poison@d" + i + ".test");
        }
        put("good@x.test");

        Eventually.holds(() -> tried.contains("good@x.test") && waiting() == CONCURRENCY + 1);
    }

    @Test
    void anErrorOfAnyKindEndsNoTaking() throws MailQueueException {
        errors.set(CONCURRENCY * 2);
        start(mail -> Optional.empty());
        for (int i = 0; i < CONCURRENCY * 2 + 1; i++) {
            put("a@x.test");
        }

        Eventually.holds(() -> tried.size() == 1 && waiting() == CONCURRENCY * 2);
    }

    @Test
    void whatIsLeftAfterAFaultIsAllThatIsTriedAgain() throws MailQueueException {
        start(mail -> {
            if (mail.getRecipients().size() == 2) {
                mail.setRecipients(List.of(address("b@x.test")));
                throw new MessagingException("the notice could not be sent, as this test wants it");
            }
            return Optional.empty();
        });
        put("a@x.test", "b@x.test");
        Eventually.holds(() -> tried.size() == 1 && waiting() == 1);

        outgoing.orElseThrow().flush(domain -> true);

        Eventually.holds(() -> tried.equals(List.of("a@x.test", "b@x.test")));
    }

    @Test
    void aDeadDestinationHoldsNobodyElse() throws MailQueueException {
        start(mail -> {
            if (mail.getRecipients().contains(address("a@dead.test"))) {
                awaitGate();
            }
            return Optional.empty();
        });
        for (int i = 0; i < CONCURRENCY * 3; i++) {
            put("a@dead.test");
        }
        put("a@alive.test");

        Eventually.holds(() -> tried.contains("a@alive.test"));
        assertThat(tried.stream().filter("a@dead.test"::equals)).hasSize(SHARE);
        gate.countDown();
        Eventually.holds(() -> tried.size() == CONCURRENCY * 3 + 1 && queue.getSize() == 0);
    }

    @Test
    void whatHasNoRoomToWaitGoesBackIntoTheQueue() throws MailQueueException {
        start(mail -> {
            awaitGate();
            return Optional.empty();
        });
        int room = CONCURRENCY * 4 + SHARE;
        // What goes back has room once the gate is open: else some of it could go back once more, for half a minute.
        int many = room + CONCURRENCY * 4;
        for (int i = 0; i < many; i++) {
            put("a@dead.test");
        }

        // Only when all have been taken out once is it sure that nothing more is tried when the gate opens.
        Eventually.holds(() -> putBack.get() == many - room && waiting() == many - room && queue.getSize() == many);
        gate.countDown();
        Eventually.holds(() -> tried.size() == room && waiting() == many - room);
        outgoing.orElseThrow().flush(domain -> true);

        Eventually.holds(() -> tried.size() == many && queue.getSize() == 0);
    }

    @Test
    void asManyAreUnderWayAtOnceAsThereMayBe() throws MailQueueException {
        start(mail -> {
            awaitGate();
            return Optional.empty();
        });
        for (int i = 0; i < CONCURRENCY * 2; i++) {
            put("a@d" + i + ".test");
        }

        Eventually.holds(() -> tried.size() == UNPROVED);
        gate.countDown();
        Eventually.holds(() -> tried.size() == CONCURRENCY * 2);
    }

    @Test
    void manyDomainsWithOneServerThatIsSilentHoldNobodyElse() throws MailQueueException {
        servers = recipient -> Set.of(recipient.equals("a@alive.test") ? "server 192.0.2.2" : "server 192.0.2.1");
        start(mail -> {
            awaitGate();
            return Optional.empty();
        });
        for (int i = 0; i < CONCURRENCY * 2; i++) {
            put("a@d" + i + ".test");
        }
        Eventually.holds(() -> tried.size() == SHARE && crowded.get() > 0);
        put("a@alive.test");

        Eventually.holds(() -> tried.contains("a@alive.test"));
    }

    @Test
    void manyDomainsThatAreSilentGiveTheirPlaceToOthersAfterAWhile() throws MailQueueException {
        start(mail -> {
            if (!mail.getRecipients().contains(address("a@alive.test"))) {
                awaitGate();
            }
            return Optional.empty();
        });
        for (int i = 0; i < CONCURRENCY; i++) {
            put("a@d" + i + ".test");
        }
        put("a@alive.test");

        Eventually.holds(() -> tried.contains("a@alive.test"));
    }

    @Test
    void aMessageThatIsCrowdedOutWhenItsTimeIsOverLeavesTheQueue() throws MailQueueException {
        servers = recipient -> Set.of("server 192.0.2.1");
        over = true;
        start(mail -> {
            awaitGate();
            return Optional.empty();
        });
        for (int i = 0; i < SHARE; i++) {
            put("a@d" + i + ".test");
        }
        Eventually.holds(() -> tried.size() == SHARE);
        put("late@x.test");

        Eventually.holds(() -> crowded.get() == 1 && queue.getSize() == SHARE);
        assertThat(tried).doesNotContain("late@x.test");
    }

    @Test
    void aMessageThatNoThreadCanBeHadForIsDeliveredLater() throws MailQueueException {
        var refusals = new AtomicInteger(CONCURRENCY * 2);
        outgoing = Optional.of(new OutgoingQueue(
                queue, CONCURRENCY, work(mail -> Optional.empty()), Clock.systemUTC(), new Places(), work -> {
                    if (refusals.getAndDecrement() > 0) {
                        throw new OutOfMemoryError("unable to create native thread, as this test wants it");
                    }
                    return new Thread(work);
                }));
        outgoing.get().start();
        for (int i = 0; i < CONCURRENCY * 2; i++) {
            put("a@d.test");
        }

        Eventually.holds(() -> tried.size() == CONCURRENCY * 2 && queue.getSize() == 0);
        Eventually.holds(() -> !Faults.current().orElse("").contains("Starting a thread for outgoing mail"));
    }

    @Test
    void aWaitOfMoreThanTheMemoryQueueCanCount() throws MailQueueException {
        start(mail -> Optional.of(Duration.ofDays(365)));
        put("a@x.test");
        put("b@y.test");

        Eventually.holds(() -> tried.size() == 2 && waiting() == 2);
    }

    @Test
    void closingWaitsForWhatIsUnderWay() throws MailQueueException {
        var finished = new AtomicInteger();
        start(mail -> {
            awaitGate();
            finished.incrementAndGet();
            return Optional.empty();
        });
        put("a@x.test");
        Eventually.holds(() -> tried.size() == 1);
        var closing = new Thread(outgoing.orElseThrow()::close);
        closing.start();

        Eventually.holds(() -> closing.getState() == Thread.State.TIMED_WAITING);
        gate.countDown();
        Eventually.holds(() -> !closing.isAlive());
        assertThat(finished).hasValue(1);
    }
}
