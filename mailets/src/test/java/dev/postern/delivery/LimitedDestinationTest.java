package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.PATIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dns.JamesDns;
import dev.postern.memory.MemoryBudget;
import dev.postern.pace.MessageRate;
import dev.postern.pace.OutboundLimits;
import dev.postern.pace.SharedLimits;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.route.Route;
import dev.postern.tls.DnsName;
import dev.postern.tracking.TrackingFixture;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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

/** Hundreds of messages for a destination that takes little cost the others nothing, from whatever queue they come. */
@Timeout(180)
class LimitedDestinationTest {
    private static final int MANY = 500;

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final ScriptedSmtpServer alive = new ScriptedSmtpServer().withTls(CA.issue(NAME));
    private final ScriptedSmtpServer rated = new ScriptedSmtpServer().withTls(CA.issue(NAME));
    private final ScriptedSmtpServer few = new ScriptedSmtpServer()
            .withTls(CA.issue(NAME))
            .answering((conversation, line) -> {
                if (line.startsWith("MAIL")) {
                    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
                } else if (line.startsWith("DATA")) {
                    open.decrementAndGet();
                }
                return Optional.empty();
            });
    private final SharedLimits shared = new SharedLimits();
    private final AtomicInteger puts = new AtomicInteger();
    private final List<OutboundEngine> engines =
            Stream.of("outgoing", "outgoing-dsn").map(this::start).toList();

    private OutboundEngine start(String name) {
        var queue =
                new MemoryCacheableMailQueue(
                        MailQueueName.of(name), new RawMailQueueItemDecoratorFactory(), Clock.systemUTC()) {
                    @Override
                    public void enQueue(Mail mail, Duration delay) throws MailQueueException {
                        puts.incrementAndGet();
                        super.enQueue(mail, delay);
                    }
                };
        var engine = new OutboundEngine(
                this::route,
                Outbound.SETTINGS,
                PATIENT,
                JamesDns.of(new FakeDns()),
                queue,
                10,
                FakeMailContext.defaultContext(),
                TrackingFixture.log(),
                new MemoryBudget(),
                shared,
                Clock.systemUTC());
        engine.start();
        return engine;
    }

    private Route route(DnsName domain) {
        return switch (domain.ascii()) {
            case "rated.test" -> route(rated, Optional.empty(), Optional.of(new MessageRate(1, Duration.ofHours(1))));
            case "few.test" -> route(few, Optional.of(1), Optional.empty());
            default -> route(alive, Optional.empty(), Optional.empty());
        };
    }

    private static Route route(ScriptedSmtpServer server, Optional<Integer> connections, Optional<MessageRate> rate) {
        var policy = new OutboundPolicy(
                Attempting.ENCRYPT,
                Optional.of(new NextHop("127.0.0.1", server.port())),
                OnFailure.DEFER,
                Optional.empty());
        return new Route(
                Optional.empty(),
                policy.limitedBy(
                        new OutboundLimits(connections, Optional.empty(), Optional.empty(), rate, Optional.empty())));
    }

    @AfterEach
    void stop() {
        engines.forEach(OutboundEngine::close);
        alive.close();
        rated.close();
        few.close();
    }

    private void accept(OutboundEngine engine, String recipient) throws MailQueueException {
        Mail mail = Attempting.mail(recipient);
        engine.accept(mail);
        LifecycleUtil.dispose(mail);
    }

    @Test
    void whatWaitsForItsTurnHoldsNoWorkerAndDoesNotSpin() throws Exception {
        for (int message = 0; message < MANY; message++) {
            accept(engines.get(message % 2), "bob@rated.test");
        }
        for (int message = 0; message < 20; message++) {
            accept(engines.get(0), "carol@alive.test");
        }

        Eventually.holds(() -> alive.messagesSoFar().size() == 20);
        Eventually.holds(() -> waiting(0) + waiting(1) == MANY - 1);
        assertThat(rated.messagesSoFar()).as("by both queues together").hasSize(1);
        assertThat(puts.get()).as("each in once, and back once").isLessThanOrEqualTo(2 * MANY + 20);
        assertThat(Optional.ofNullable(engines.get(0).waiting().get("rated.test"))
                        .flatMap(Waiting::why))
                .hasValueSatisfying(why -> assertThat(why).startsWith("rate: 1 message in 1h, the last one at "));
    }

    private long waiting(int engine) {
        try {
            return Optional.ofNullable(engines.get(engine).waiting().get("rated.test"))
                    .map(Waiting::messages)
                    .orElse(0L);
        } catch (MailQueueException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void noMoreConnectionsAreOpenThanTheOperatorAllowsFromAllQueuesTogether() throws Exception {
        for (int message = 0; message < 6; message++) {
            accept(engines.get(message % 2), "bob@few.test");
        }

        Eventually.holds(() -> few.messagesSoFar().size() == 6);
        assertThat(mostOpen).hasValue(1);
    }
}
