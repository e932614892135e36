package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.PATIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.attempt.Attempts;
import dev.postern.broker.EmbeddedBroker;
import dev.postern.dns.JamesDns;
import dev.postern.memory.MemoryBudget;
import dev.postern.pace.SharedLimits;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.queue.ArtemisMailQueue;
import dev.postern.queue.ArtemisMailQueueFactory;
import dev.postern.route.Route;
import dev.postern.smtpclient.Cause;
import dev.postern.storage.DamagedMessages;
import dev.postern.storage.EnvelopeCodec;
import dev.postern.storage.MessageDirectories;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsFailure;
import dev.postern.tracking.TrackingFixture;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.metrics.api.NoopGaugeRegistry;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMailContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the outbound engine knows of a message that waits, and whom it holds up, after a restart with the durable queue. */
@Timeout(240)
class RestartTest {
    private static final int THOUSANDS = 3000;
    private static final int SENDERS = 16;

    @TempDir
    Path directory;

    private final ScriptedSmtpServer alive = new ScriptedSmtpServer().withTls(CA.issue(NAME));
    private final ScriptedSmtpServer dead = new ScriptedSmtpServer(); // it offers no TLS
    private final FakeMailContext context = FakeMailContext.defaultContext();
    private final MovableClock clock = new MovableClock(Instant.now());
    private EmbeddedBroker broker;
    private ArtemisMailQueueFactory queues;
    private ArtemisMailQueue queue;
    private Optional<OutboundEngine> engine = Optional.empty();

    @BeforeEach
    void open() throws Exception {
        broker = EmbeddedBroker.start(directory, Clock.systemUTC());
        queues = ArtemisMailQueueFactory.open(
                broker,
                new DamagedMessages(new MessageDirectories(new EnvelopeCodec()), directory.resolve("damaged")),
                new RawMailQueueItemDecoratorFactory(),
                new RecordingMetricFactory(),
                new NoopGaugeRegistry(),
                Clock.systemUTC());
        queue = queues.createQueue(MailQueueName.of("outgoing"));
    }

    @AfterEach
    void close() {
        engine.ifPresent(OutboundEngine::close);
        queues.close();
        broker.close();
        alive.close();
        dead.close();
    }

    private void restart() throws Exception {
        engine.ifPresent(OutboundEngine::close);
        engine = Optional.empty();
        queues.close();
        broker.close();
        open();
    }

    private OutboundEngine start() {
        engine = Optional.of(new OutboundEngine(
                this::route,
                Outbound.SETTINGS,
                PATIENT,
                JamesDns.of(new FakeDns()),
                queue,
                10,
                context,
                TrackingFixture.log(),
                new MemoryBudget(),
                new SharedLimits(),
                clock));
        engine.get().start();
        return engine.get();
    }

    private Route route(DnsName domain) {
        int port = domain.ascii().equals("dead.test") ? dead.port() : alive.port();
        return new Route(
                Optional.empty(),
                new OutboundPolicy(
                        Attempting.ENCRYPT,
                        Optional.of(new NextHop("127.0.0.1", port)),
                        OnFailure.DEFER,
                        Optional.empty()));
    }

    private static void accept(OutboundEngine engine, String recipient) throws Exception {
        Mail mail = Attempting.mail(recipient);
        engine.accept(mail);
        LifecycleUtil.dispose(mail);
    }

    /** By several threads, whose messages the disk makes durable together. */
    private void queueForTheDead(int many) throws Exception {
        List<Callable<String>> sending = Collections.nCopies(many, () -> {
            Mail mail = Attempting.mail("bob@dead.test");
            Attempts.begin(mail, clock.instant());
            queue.enQueue(mail);
            LifecycleUtil.dispose(mail);
            return mail.getName();
        });
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
        try {
            for (Future<String> sent : threads.invokeAll(sending)) {
                var unused = sent.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private Mail waiting() throws MailQueueException {
        var items = queue.browse();
        try {
            return items.next().getMail();
        } finally {
            items.close();
        }
    }

    private boolean waits(int many) {
        try {
            return queue.waiting().values().stream()
                            .mapToLong(Waiting::messages)
                            .sum()
                    == many;
        } catch (MailQueueException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whyHowOftenAndSinceWhenIsStillKnown() throws Exception {
        Instant accepted = Instant.ofEpochMilli(clock.instant().toEpochMilli());
        accept(start(), "bob@dead.test");
        Eventually.holds(() -> dead.conversations().size() == 1 && waits(1));

        restart();

        Mail mail = waiting();
        Cause cause =
                Attempts.cause(mail, Attempting.recipient("bob@dead.test")).orElseThrow();
        assertThat(cause.tls()).contains(TlsFailure.STARTTLS_NOT_SUPPORTED);
        assertThat(cause.reason()).contains("does not offer encryption");
        assertThat(Attempts.made(mail)).isEqualTo(1);
        assertThat(Attempts.since(mail, Instant.MAX)).isEqualTo(accepted);
        assertThat(Attempts.due(mail)).isAfterOrEqualTo(accepted.plus(Duration.ofMinutes(1)));
        assertThat(Attempts.queued(mail)).isEqualTo(accepted);
    }

    @Test
    void theSenderIsToldTheReasonFromBeforeTheRestart() throws Exception {
        accept(start(), "bob@dead.test");
        Eventually.holds(() -> dead.conversations().size() == 1 && waits(1));
        restart();
        dead.close();
        clock.advance(Duration.ofDays(3));

        OutboundEngine restarted = start();
        restarted.flush(domain -> true);

        Eventually.holds(() -> context.getSentMails().size() == 1 && waits(1));
        assertThat(Notice.last(context).status())
                .as("its time ran out while nobody could try it")
                .contains("Action: delayed");

        clock.advance(Duration.ofMinutes(15));
        restarted.flush(domain -> true);

        Eventually.holds(() -> context.getSentMails().size() == 2);
        assertThat(Notice.last(context).status()).contains("Final-Recipient: rfc822; bob@dead.test", "Action: failed");
        assertThat(waits(0)).isTrue();
    }

    @Test
    void thousandsThatAreDueForADeadPartnerHoldNobodyUp() throws Exception {
        queueForTheDead(THOUSANDS);
        restart();
        OutboundEngine restarted = start();

        accept(restarted, "carol@alive.test");

        // Each of the thousands is written once more before it; what waits for the dead server's next attempt waits for
        // ever.
        await().atMost(Duration.ofSeconds(90)).until(() -> alive.messagesSoFar().size() == 1);
        assertThat(dead.heardInClear()).doesNotContain("MAIL FROM");
    }
}
