package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.PATIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dns.JamesDns;
import dev.postern.memory.MemoryBudget;
import dev.postern.pace.SharedLimits;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.route.DeliverySettings;
import dev.postern.route.Route;
import dev.postern.tls.DnsName;
import dev.postern.tracking.TrackingFixture;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory.MemoryCacheableMailQueue;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMailContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Thousands of messages for a destination that refuses all cost the others nothing, and go once it lives again. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class DeadDestinationTest {
    private static final int MANY = 2000;

    private final ScriptedSmtpServer alive = new ScriptedSmtpServer().withTls(CA.issue(NAME));
    private final ScriptedSmtpServer dead = new ScriptedSmtpServer().answering("GREETING", "421 too busy");
    private final ScriptedSmtpServer clear = new ScriptedSmtpServer();
    private final FakeMailContext context = FakeMailContext.defaultContext();
    private final AtomicInteger puts = new AtomicInteger();
    private final AtomicInteger flushes = new AtomicInteger();
    private final MemoryCacheableMailQueue queue =
            new MemoryCacheableMailQueue(
                    MailQueueName.of("outgoing"), new RawMailQueueItemDecoratorFactory(), Clock.systemUTC()) {
                @Override
                public void enQueue(Mail mail, Duration delay) throws MailQueueException {
                    puts.incrementAndGet();
                    super.enQueue(mail, delay);
                }

                @Override
                public long flush() throws MailQueueException {
                    flushes.incrementAndGet();
                    return super.flush();
                }
            };
    private Optional<OutboundEngine> started = Optional.empty();

    /** The engine under test. */
    private OutboundEngine start(Duration... retries) {
        var settings =
                new DeliverySettings("gw.example.org", 25, List.of(retries), Duration.ofHours(4), Duration.ofDays(2));
        started = Optional.of(new OutboundEngine(
                this::route,
                settings,
                PATIENT,
                JamesDns.of(new FakeDns()),
                queue,
                10,
                context,
                TrackingFixture.log(),
                new MemoryBudget(),
                new SharedLimits(),
                Clock.systemUTC()));
        engine().start();
        return engine();
    }

    private OutboundEngine engine() {
        return started.orElseGet(() -> start(Duration.ofMinutes(1), Duration.ofMinutes(5)));
    }

    private Route route(DnsName domain) {
        return switch (domain.ascii()) {
            case "dead.test" -> route(dead, OnFailure.DEFER);
            case "clear.test" -> route(clear, OnFailure.BOUNCE);
            default -> route(alive, OnFailure.DEFER);
        };
    }

    private static Route route(ScriptedSmtpServer server, OnFailure onFailure) {
        return new Route(
                Optional.empty(),
                new OutboundPolicy(
                        Attempting.ENCRYPT,
                        Optional.of(new NextHop("127.0.0.1", server.port())),
                        onFailure,
                        Optional.empty()));
    }

    @AfterEach
    void stop() {
        started.ifPresent(OutboundEngine::close);
        alive.close();
        dead.close();
        clear.close();
    }

    private void accept(String recipient) throws Exception {
        Mail mail = Attempting.mail(recipient);
        engine().accept(mail);
        LifecycleUtil.dispose(mail);
    }

    private long waiting() {
        try {
            return Optional.ofNullable(engine().waiting().get("dead.test"))
                    .map(Waiting::messages)
                    .orElse(0L);
        } catch (MailQueueException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void thousandsOfMessagesForADeadPartnerCostTheOthersNothing() throws Exception {
        for (int message = 0; message < MANY; message++) {
            accept("bob@dead.test");
        }
        for (int message = 0; message < 20; message++) {
            accept("carol@alive.test");
        }

        Eventually.holds(() -> alive.messagesSoFar().size() == 20);
        Eventually.holds(() -> waiting() == MANY);
        // One share of the workers may have knocked before the first refusal was heard; nobody knocked after it.
        assertThat(dead.conversations().size()).isLessThanOrEqualTo(2);
        // Each was put in once, and put back at most once.
        assertThat(puts.get()).isLessThanOrEqualTo(2 * MANY + 20);
    }

    @Test
    void eachMessageIsReturnedAtOnceWhereAFailureOfTlsIsFinal() throws Exception {
        accept("bob@clear.test");
        Eventually.holds(() -> context.getSentMails().size() == 1);
        for (int message = 0; message < 10; message++) {
            accept("bob@clear.test");
        }

        Eventually.holds(() -> context.getSentMails().size() == 11);
        assertThat(queue.getSize()).isZero();
    }

    @Test
    void whatWaitedForAServerThatWasAwayIsReturnedAtOnceWhenItIsBackWithoutTls() throws Exception {
        start(Duration.ofSeconds(1), Duration.ofHours(1));
        clear.answering("GREETING", "421 too busy");
        for (int message = 0; message < 10; message++) {
            accept("bob@clear.test");
        }
        Eventually.holds(() -> clear.conversations().size() > 0 && queue.getSize() == 10);

        clear.answering("GREETING", "220 here again");

        Eventually.holds(() -> context.getSentMails().size() == 10);
    }

    @Test
    void flushedMailOfADestinationThatLivesAgainGoesAtOnceAndThatOfOthersStays() throws Exception {
        for (int message = 0; message < 50; message++) {
            accept("bob@dead.test");
        }
        Eventually.holds(() -> dead.conversations().size() > 0 && waiting() == 50);
        int knocks = dead.conversations().size();

        engine().flush(domain -> domain.ascii().equals("elsewhere.test"));
        Eventually.holds(() -> waiting() == 50);
        assertThat(dead.conversations()).hasSize(knocks);

        dead.withTls(CA.issue(NAME)).answering("GREETING", "220 here again");
        engine().flush(domain -> domain.ascii().equals("dead.test"));

        Eventually.holds(() -> dead.messagesSoFar().size() == 50 && queue.getSize() == 0);
    }

    @Test
    void whatWaitsForADestinationFollowsAtOnceWhenTheProbeCameThrough() throws Exception {
        start(Duration.ofSeconds(1), Duration.ofHours(1));
        for (int message = 0; message < 50; message++) {
            accept("bob@dead.test");
        }
        Eventually.holds(() -> dead.conversations().size() > 0 && waiting() == 50);
        assertThat(flushes).hasValue(0);

        dead.withTls(CA.issue(NAME)).answering("GREETING", "220 here again");

        Eventually.holds(() -> dead.messagesSoFar().size() == 50 && queue.getSize() == 0);
        assertThat(flushes.get()).as("flushes, of which nobody asked for any").isPositive();
    }
}
