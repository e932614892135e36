package dev.postern.delivery;

import static dev.postern.delivery.Attempting.PATIENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterators;
import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Delivered;
import dev.postern.attempt.AttemptResult;
import dev.postern.attempt.Attempts;
import dev.postern.attempt.Evidence;
import dev.postern.attempt.SmtpAttempt;
import dev.postern.dns.JamesDns;
import dev.postern.dsn.DsnSender;
import dev.postern.lanes.LaneLimits;
import dev.postern.lanes.Lanes;
import dev.postern.lanes.Places;
import dev.postern.memory.MemoryBudget;
import dev.postern.pace.OutboundLimits;
import dev.postern.pace.Paces;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.recipient.Recipient;
import dev.postern.route.DeliverySettings;
import dev.postern.route.HostLookup;
import dev.postern.route.MessageRoutes;
import dev.postern.route.Route;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.ConnectionPool;
import dev.postern.smtpclient.Deadlines;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Host;
import dev.postern.thread.DaemonThreads;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TrustAnchors;
import dev.postern.tracking.TrackingFixture;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.mail.MessagingException;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory.MemoryCacheableMailQueue;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMailContext;
import org.junit.jupiter.api.AfterEach;

/** An outgoing queue on James's memory queue with all steps of a delivery, but with attempts that a test scripts. */
abstract class OutgoingQueueFixture {
    static final int CONCURRENCY = 10;
    static final int SHARE = 2;
    /** Of the workers for destinations that have not answered yet. */
    static final int UNPROVED = 8;

    /** A domain at each of whose messages the admission fails. */
    static final String FAULTY = "faulty.test";

    static final Duration YEAR = Duration.ofDays(365);
    private static final DeliverySettings SETTINGS =
            new DeliverySettings("gw.example.org", 25, List.of(YEAR), YEAR.multipliedBy(2), YEAR.multipliedBy(3));

    /** What attempts come to. */
    static final AttemptOutcome DELIVERED = new Delivered(
            new Host("mx.test", InetAddress.getLoopbackAddress(), 25),
            Evidence.none(),
            Optional.empty(),
            "250 OK",
            true);

    static final AttemptOutcome DEFERRED =
            new Deferred(Cause.of(FailureKind.UNREACHABLE, "as this test wants it"), Evidence.none());

    /** Every message ended the process before. */
    static final AttemptWitness BEGINS_NONE = new AttemptWitness() {
        @Override
        public boolean begin(String message) {
            return false;
        }

        @Override
        public void end(String message) {}
    };

    /** How often a message was queued for later. */
    final AtomicInteger putBack = new AtomicInteger();

    final MemoryCacheableMailQueue queue =
            new MemoryCacheableMailQueue(
                    MailQueueName.of("outgoing"), new RawMailQueueItemDecoratorFactory(), Clock.systemUTC()) {
                @Override
                public void enQueue(Mail mail, Duration delay) throws MailQueueException {
                    super.enQueue(mail, delay);
                    if (!delay.isZero()) {
                        putBack.incrementAndGet();
                    }
                }
            };
    final FakeDns dns = new FakeDns();
    final FakeMailContext context = FakeMailContext.defaultContext();
    final BackOff backOff = new BackOff();
    final Paces paces = new Paces();
    final List<String> tried = new CopyOnWriteArrayList<>();
    final CountDownLatch gate = new CountDownLatch(1);
    volatile OutboundLimits limits = OutboundLimits.NONE;
    private final AtomicInteger lookUps = new AtomicInteger();
    private final Clock clock = Clock.systemUTC();
    private final MessageRoutes routes = new MessageRoutes(this::route);
    private final FlushRequests flushes = FlushRequests.of(queue);
    private final Destinations destinations = new Destinations(routes, flushes, backOff, clock);
    private final Requeueing requeueing = new Requeueing(queue, clock);
    private final Lanes<QueuedMessage> lanes = new Lanes<>(LaneLimits.of(CONCURRENCY), new Places());
    private final Deadlines deadlines = new Deadlines();
    private Optional<OutgoingQueue> outgoing = Optional.empty();

    @AfterEach
    void stop() {
        gate.countDown();
        flushes.close();
        outgoing.ifPresent(OutgoingQueue::close);
        deadlines.close();
    }

    /** One attempt of a test, for all recipients that are in the mail. */
    @FunctionalInterface
    interface Attempt {
        AttemptOutcome of(Mail mail) throws MessagingException;
    }

    OutgoingQueue start(Attempt attempt) {
        return start(attempt, AttemptWitness.NONE, DaemonThreads.named("outgoing"));
    }

    OutgoingQueue start(Attempt attempt, AttemptWitness witness, ThreadFactory threads) {
        var delivery =
                new Delivery(control(), departure -> result(departure.mail(), attempt), settlement(), requeueing);
        delivery.witness(witness);
        var started = new OutgoingQueue(queue, delivery, lanes, requeueing, clock, threads);
        outgoing = Optional.of(started);
        started.start();
        return started;
    }

    private AdmissionControl control() {
        var attempts = new SmtpAttempt(
                SETTINGS.hostname(),
                new ConnectionPool(PATIENT, deadlines, Attempting.ONE_MESSAGE, clock),
                new TlsPolicyEvaluator(clock, TrustAnchors.Role.SERVER));
        return new AdmissionControl(
                routes,
                SETTINGS,
                new HostLookup(JamesDns.of(dns), SETTINGS),
                attempts,
                destinations,
                paces,
                lanes,
                clock);
    }

    private Settlement settlement() {
        var dsn = new DsnSender(SETTINGS.hostname(), domain -> Optional.empty(), context, new MemoryBudget());
        return new Settlement(
                routes,
                SETTINGS,
                destinations,
                new OutboundTracking(TrackingFixture.log()),
                new SenderReports(dsn),
                context,
                clock);
    }

    private AttemptResult result(Mail mail, Attempt attempt) throws MessagingException {
        tried.add(mail.getRecipients().iterator().next().asString());
        AttemptOutcome outcome = attempt.of(mail);
        Map<Recipient, AttemptOutcome> outcomes = new LinkedHashMap<>();
        Recipient.of(mail).forEach(recipient -> outcomes.put(recipient, outcome));
        return new AttemptResult(outcomes, Map.of());
    }

    /** Fails when a faulty message comes out of the queue, and not when that is settled. */
    private Route route(DnsName domain) {
        if (domain.ascii().equals(FAULTY) && lookUps.getAndIncrement() % 2 == 0) {
            throw new AssertionError("as this test wants it");
        }
        var policy = new OutboundPolicy(new TlsPolicy.May(), Optional.empty(), OnFailure.DEFER, Optional.empty());
        return new Route(Optional.empty(), policy.limitedBy(limits));
    }

    /** Returns the limits on mail to that domain. */
    OutboundLimits limitsOf(String domain) {
        var name = new DnsName(domain);
        return Destination.of(name, route(name)).limits();
    }

    void flush() throws MailQueueException {
        destinations.flush(domain -> true);
    }

    void put(String... recipients) throws MailQueueException {
        put(clock.instant(), recipients);
    }

    /** @param since when the message entered the queue for the first time */
    void put(Instant since, String... recipients) throws MailQueueException {
        Mail mail = Attempting.mail(recipients);
        Attempts.begin(mail, since);
        requeueing.put(mail, Duration.ZERO);
        LifecycleUtil.dispose(mail);
    }

    void close() {
        outgoing.orElseThrow().close();
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
