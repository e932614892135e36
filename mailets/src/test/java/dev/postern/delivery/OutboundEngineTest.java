package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.PATIENT;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.Attempts;
import dev.postern.dns.JamesDns;
import dev.postern.memory.MemoryBudget;
import dev.postern.pace.SharedLimits;
import dev.postern.recipient.Recipient;
import dev.postern.tracking.OutboundEvent;
import dev.postern.tracking.TrackingFixture;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory.MemoryCacheableMailQueue;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMailContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queue, attempts and notices together. */
class OutboundEngineTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final FakeMailContext context = FakeMailContext.defaultContext();
    private final MemoryCacheableMailQueue queue = new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory())
            .createQueue(MailQueueName.of("outgoing"));
    private final TrackingFixture tracking = new TrackingFixture(Clock.systemUTC());
    private final OutboundEngine engine = new OutboundEngine(
            domain -> Outbound.enforced(SECURE, server),
            Outbound.SETTINGS,
            PATIENT,
            JamesDns.of(new FakeDns()),
            queue,
            5,
            context,
            tracking.tracking(),
            new MemoryBudget(),
            new SharedLimits(),
            Clock.systemUTC());

    @BeforeEach
    void start() {
        engine.start();
    }

    @AfterEach
    void stop() {
        engine.close();
        server.close();
    }

    private void accept(String... recipients) throws Exception {
        Mail mail = Attempting.mail(recipients);
        engine.accept(mail);
        LifecycleUtil.dispose(mail);
    }

    @Test
    void mailGoesThroughTheQueueToTheServer() throws Exception {
        server.withTls(CA.issue(NAME));

        accept(RECIPIENT);

        Eventually.holds(() -> !server.conversations().isEmpty() && queue.getSize() == 0);
        assertThat(server.messagesSoFar()).hasSize(1);
        assertThat(server.messagesSoFar().get(0)).contains(SECRET);
    }

    @Test
    void whatTheQueueHasIsPublishedOnceWithItsRule() throws Exception {
        accept(RECIPIENT);

        assertThat(tracking.events(OutboundEvent.Queued.class)).singleElement().satisfies(queued -> {
            assertThat(queued.rule().partner()).contains("contoso");
            assertThat(queued.mail().recipients())
                    .extracting(Recipient::toString)
                    .containsExactly(RECIPIENT);
        });
    }

    @Test
    void heldMailGoesOnceTheServerIsMendedAndTheQueueFlushed() throws Exception {
        accept(RECIPIENT);
        Eventually.holds(
                () -> server.conversations().size() == 1 && queue.browse().hasNext());
        assertThat(server.heardInClear()).doesNotContain("MAIL FROM");

        server.withTls(CA.issue(NAME));
        engine.flush(domain -> true);

        Eventually.holds(() -> server.conversations().size() == 2 && queue.getSize() == 0);
        assertThat(server.messagesSoFar()).hasSize(1);
    }

    @Test
    void theNumberOfAttemptsAndTheTimeOfTheFirstStayWithTheMail() throws Exception {
        accept(RECIPIENT);
        Eventually.holds(
                () -> server.conversations().size() == 1 && queue.browse().hasNext());

        Mail waiting = queue.browse().next().getMail();

        assertThat(Attempts.count(waiting)).isEqualTo(2);
        assertThat(Attempts.since(waiting, Instant.MAX)).isBefore(Instant.now());
    }

    @Test
    void whomNoWayLeadsToIsReturnedAtOnce() throws Exception {
        Mail mail = Attempting.mail("bob@[192.0.2.1]");

        engine.refuse(mail, mail.getRecipients());

        assertThat(Notice.last(context).status()).contains("Status: 5.1.2", "Final-Recipient: rfc822; bob@192.0.2.1");
        assertThat(List.copyOf(server.conversations())).isEmpty();
    }
}
