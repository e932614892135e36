package dev.postern.delivery;

import static dev.postern.delivery.Attempting.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.pace.MessageRate;
import dev.postern.pace.OutboundLimits;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.thread.DaemonThreads;
import dev.postern.thread.Faults;
import dev.postern.tls.DnsName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.mail.MessagingException;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On James's memory queue: nothing is lost, nothing spins. */
@Timeout(180)
class OutgoingQueueTest extends OutgoingQueueFixture {
    @Test
    void aMessageWhoseTurnHasNotComeStaysQueuedAndIsTriedThenOnce() throws Exception {
        limits = new OutboundLimits(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new MessageRate(1, Duration.ofSeconds(1))),
                Optional.empty());
        var others = new AtomicInteger();
        dns.address("a.test", "192.0.2.1")
                .meanwhile(
                        () -> { // another message has its turn before
                            if (others.getAndIncrement() == 0) {
                                assertThat(paces.send(limitsOf("a.test"), 1, Instant.now()))
                                        .isEmpty();
                            }
                        });
        start(mail -> DELIVERED);
        put("bob@a.test");

        Eventually.holds(() -> queue.getSize() == 0 && putBack.get() == 1 && !tried.isEmpty());
        assertThat(tried).containsExactly("bob@a.test");
    }

    /** Or nobody else would ever be the probe of a destination that was backed off. */
    @Test
    void aMessageThatIsPutAsideIsNoAttemptAtItsDestination() throws Exception {
        var cause = Cause.of(FailureKind.UNREACHABLE, "as this test wants it");
        var waits = List.of(Duration.ofMinutes(1));
        Instant then = Instant.now().minus(Duration.ofMinutes(2));
        backOff.failed("x.test", new DnsName("x.test"), cause, 1, waits, then);
        start(mail -> DELIVERED, BEGINS_NONE, DaemonThreads.named("outgoing"));
        put("poison@x.test");

        Eventually.holds(() -> context.getSentMails().size() == 1 && queue.getSize() == 0);
        assertThat(context.getSentMails().get(0).getState()).isEqualTo(Mail.ERROR);
        assertThat(tried).isEmpty();
        assertThat(backOff.admit("x.test", Instant.now()))
                .as("hold of the next message")
                .isEmpty();
    }

    @Test
    void whatIsSettledLeavesTheQueue() throws MailQueueException {
        start(mail -> DELIVERED);
        put("a@x.test");

        Eventually.holds(() -> tried.size() == 1 && queue.getSize() == 0);
    }

    @Test
    void whatIsLeftComesBackWhenItsTimeHasCome() throws MailQueueException {
        var attempts = new AtomicInteger();
        start(mail -> {
            mail.setRecipients(List.of(address("b@x.test")));
            return attempts.incrementAndGet() == 1 ? DEFERRED : DELIVERED;
        });
        put("a@x.test", "b@x.test");
        Eventually.holds(() -> tried.size() == 1 && waiting() == 1);

        flush();

        Eventually.holds(() -> tried.equals(List.of("a@x.test", "b@x.test")) && queue.getSize() == 0);
    }

    @Test
    void whatFailsUnexpectedlyStaysAndDoesNotSpin() throws MailQueueException {
        start(mail -> {
            if (mail.getRecipients().contains(address("poison@x.test"))) {
                throw new IllegalStateException("a fault of ours, as this test wants it");
            }
            return DELIVERED;
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
                return DELIVERED;
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
        start(mail -> DELIVERED);
        for (int i = 0; i < CONCURRENCY * 2; i++) {
            put("a@" + FAULTY);
        }
        put("a@x.test");

        Eventually.holds(() -> tried.size() == 1 && waiting() == CONCURRENCY * 2);
    }

    @Test
    void whatIsLeftAfterAFaultIsAllThatIsTriedAgain() throws MailQueueException {
        start(mail -> {
            if (mail.getRecipients().size() == 2) {
                mail.setRecipients(List.of(address("b@x.test")));
                throw new MessagingException("the notice could not be sent, as this test wants it");
            }
            return DELIVERED;
        });
        put("a@x.test", "b@x.test");
        Eventually.holds(() -> tried.size() == 1 && waiting() == 1);

        flush();

        Eventually.holds(() -> tried.equals(List.of("a@x.test", "b@x.test")));
    }

    @Test
    void whatHasNoRoomToWaitGoesBackIntoTheQueue() throws MailQueueException {
        start(mail -> {
            awaitGate();
            return DELIVERED;
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
        flush();

        Eventually.holds(() -> tried.size() == many && queue.getSize() == 0);
    }

    @Test
    void aMessageThatNoThreadCanBeHadForIsDeliveredLater() throws MailQueueException {
        var refusals = new AtomicInteger(CONCURRENCY * 2);
        start(mail -> DELIVERED, AttemptWitness.NONE, work -> {
            if (refusals.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread, as this test wants it");
            }
            return new Thread(work);
        });
        for (int i = 0; i < CONCURRENCY * 2; i++) {
            put("a@d.test");
        }

        Eventually.holds(() -> tried.size() == CONCURRENCY * 2 && queue.getSize() == 0);
        Eventually.holds(() -> !Faults.current().orElse("").contains("Starting a thread for outgoing mail"));
    }

    @Test
    void aWaitOfMoreThanTheMemoryQueueCanCount() throws MailQueueException {
        start(mail -> DEFERRED); // for a year
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
            return DELIVERED;
        });
        put("a@x.test");
        Eventually.holds(() -> tried.size() == 1);
        var closing = new Thread(this::close);
        closing.start();

        Eventually.holds(() -> closing.getState() == Thread.State.TIMED_WAITING);
        gate.countDown();
        Eventually.holds(() -> !closing.isAlive());
        assertThat(finished).hasValue(1);
    }
}
