package dev.postern.delivery;

import static dev.postern.delivery.Attempting.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.lanes.Places;
import dev.postern.thread.Faults;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.mail.MessagingException;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On James's memory queue: nothing is lost, nothing spins. */
@Timeout(30)
class OutgoingQueueTest extends OutgoingQueueFixture {
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
