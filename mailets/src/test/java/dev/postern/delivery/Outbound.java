package dev.postern.delivery;

import static dev.postern.delivery.Attempting.PATIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.Attempts;
import dev.postern.attempt.SmtpAttempt;
import dev.postern.dns.JamesDns;
import dev.postern.dsn.DsnSender;
import dev.postern.lanes.LaneLimits;
import dev.postern.lanes.Lanes;
import dev.postern.lanes.Places;
import dev.postern.memory.MemoryBudget;
import dev.postern.pace.Paces;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.InboundPolicy;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.Partner;
import dev.postern.partner.PartnerMode;
import dev.postern.route.DeliverySettings;
import dev.postern.route.HostLookup;
import dev.postern.route.MessageRoutes;
import dev.postern.route.Route;
import dev.postern.route.Routes;
import dev.postern.smtp.DecisionLines;
import dev.postern.smtpclient.ConnectionPool;
import dev.postern.smtpclient.Deadlines;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TrustAnchors;
import dev.postern.tracking.TrackingFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.apache.mailet.base.test.FakeMailContext;

/** The outbound side without its queue: one attempt after another, at the times that a test says. */
public final class Outbound implements AutoCloseable {
    public static final DeliverySettings SETTINGS = settings(25);

    public final MovableClock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    final FakeMailContext context = FakeMailContext.defaultContext();
    public final FakeDns dns = new FakeDns();
    public final DecisionLines log = new DecisionLines();
    public final TrackingFixture tracking = new TrackingFixture(clock);
    final Paces paces = new Paces();
    private final Deadlines deadlines = new Deadlines();
    private final FlushRequests flushes = new FlushRequests(domains -> {});
    final Lanes<QueuedMessage> lanes = new Lanes<>(LaneLimits.of(10), new Places());
    final Destinations destinations;
    final AdmissionControl control;
    final Settlement settlement;
    private final Delivery delivery;
    private final MessageRoutes routes;
    private Route route;
    private Runnable meanwhile = () -> {};
    private String released = "";

    public Outbound(Route route) {
        this(route, SETTINGS, Optional.empty());
    }

    /** @param other in the place of the context that collects what is sent */
    public Outbound(Route route, DeliverySettings settings, Optional<MailetContext> other) {
        this.route = route;
        var routes = new MessageRoutes(new Routes() {
            @Override
            public Route routeOf(DnsName domain) {
                meanwhile.run();
                return Outbound.this.route;
            }

            @Override
            public boolean isReleased(String partner, DnsName domain, Instant accepted) {
                return partner.equals(released);
            }
        });
        var attempts = new SmtpAttempt(
                settings.hostname(),
                new ConnectionPool(PATIENT, deadlines, Attempting.ONE_MESSAGE, clock),
                new TlsPolicyEvaluator(clock, TrustAnchors.Role.SERVER));
        var dsn = new DsnSender(
                settings.hostname(), domain -> this.route.partner(), other.orElse(context), new MemoryBudget());
        this.destinations = new Destinations(routes, flushes, new BackOff(), clock);
        this.control = new AdmissionControl(
                routes,
                settings,
                new HostLookup(JamesDns.of(dns), settings),
                attempts,
                destinations,
                paces,
                lanes,
                clock);
        this.settlement = new Settlement(
                routes,
                settings,
                destinations,
                new OutboundTracking(tracking.tracking()),
                new SenderReports(dsn),
                other.orElse(context),
                clock);
        this.delivery = new Delivery(
                control,
                new RouteAttempt(routes, attempts),
                settlement,
                new Requeueing(
                        new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory())
                                .createQueue(MailQueueName.of("outgoing")),
                        clock));
        this.routes = routes;
    }

    /** Happens whenever the route is looked up. */
    void meanwhile(Runnable event) {
        meanwhile = event;
    }

    public void become(Route changed) {
        route = changed;
    }

    /** An administrator makes all that waits due. */
    void free() {
        try {
            destinations.flush(domain -> true);
        } catch (MailQueueException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether the mail that the queue gave out is tried now. */
    public Dispatch turn(Mail mail) throws MessagingException {
        return dispatch(mail, control.arrive(item(mail)));
    }

    /** The same, after it waited for a worker. */
    Dispatch stillHeld(Mail mail) throws MessagingException {
        try (var watch = new AttemptWatch(AttemptWitness.NONE, mail.getName())) {
            return dispatch(mail, control.depart(message(mail), watch));
        }
    }

    private Dispatch dispatch(Mail mail, Clearance<?> admission) throws MessagingException {
        return admission instanceof Clearance.Declined<?> declined
                ? dispatch(settlement.untried(mail, declined.why()))
                : new Dispatch.Now();
    }

    private static Dispatch dispatch(Disposition disposition) {
        return disposition instanceof Disposition.Postponed postponed
                ? new Dispatch.Later(postponed.delay())
                : new Dispatch.Over();
    }

    /** The mail as the queue gives it out, for the destination of now. */
    QueuedMessage message(Mail mail) {
        DnsName domain = QueuedMessage.domainOf(mail);
        return new QueuedMessage(item(mail), domain, Destination.of(domain, route));
    }

    static MailQueueItem item(Mail mail) {
        return new MailQueueItem() {
            @Override
            public Mail getMail() {
                return mail;
            }

            @Override
            public void done(CompletionStatus status) {
                // no queue gave it out
            }
        };
    }

    /** Returns whether the mail has to wait because as many other messages as may be are under way to servers of that owner. */
    boolean isCrowded(Mail mail, String owner) {
        List<QueuedMessage> others = List.of(message(mail), message(mail));
        for (QueuedMessage one : others) {
            String elsewhere = "other" + others.indexOf(one) + ".test";
            assertThat(lanes.arrived(one, elsewhere, Set.of(), false, Optional.empty(), clock.instant())
                            .start())
                    .containsExactly(one);
            assertThat(lanes.entering(one, Set.of(owner), clock.instant())).isEmpty();
        }
        QueuedMessage message = message(mail);
        boolean congested = !isStarted(message) || control.enter(message) instanceof Clearance.Declined;
        Stream.concat(others.stream(), Stream.of(message)).forEach(one -> lanes.finished(one, false, clock.instant()));
        return congested;
    }

    private boolean isStarted(QueuedMessage message) {
        Destination to = message.destination();
        return lanes.arrived(message, to.lane(), to.owners(), to.configured(), to.bound(), clock.instant())
                .start()
                .contains(message);
    }

    /** The mail with a worker. */
    QueuedMessage underWay(Mail mail) {
        QueuedMessage message = message(mail);
        assertThat(isStarted(message)).isTrue();
        return message;
    }

    /** What becomes of the mail, whose servers are busy with others for that long. */
    Dispatch congested(Mail mail, Duration busy) throws MessagingException {
        return dispatch(settlement.untried(
                mail, control.congested(message(mail), clock.instant().plus(busy))));
    }

    /** As the queue does with what is left of it. */
    void putBack(Mail mail, Duration wait) {
        Attempts.waitsFor(mail, wait, clock.instant());
    }

    /** Attempts the mail once, whatever is known of its destination, and returns how long the rest of it is to wait. */
    public Optional<Duration> attempt(Mail mail) throws MessagingException {
        Disposition disposition = disposition(message(mail));
        assertThat(disposition).isNotInstanceOf(Disposition.Postponed.class);
        return retry(disposition);
    }

    /** Attempts the mail once, while another message is under way to its servers or not, and returns whether that counts. */
    public boolean isAttempted(Mail mail, boolean othersUnderWay) throws MessagingException {
        List<QueuedMessage> underWay =
                othersUnderWay ? List.of(underWay(mail), underWay(mail)) : List.of(underWay(mail));
        Disposition disposition = disposition(underWay.get(0));
        underWay.forEach(one -> lanes.finished(one, disposition.answered(), clock.instant()));
        return !(disposition instanceof Disposition.Postponed);
    }

    /** Attempts the message once, whatever is known of its destination. */
    Disposition disposition(QueuedMessage message) throws MessagingException {
        Clearance<Departure> admission = control.enter(message);
        return admission instanceof Clearance.Admitted<Departure> admitted
                ? delivery.attempted(admitted.onward())
                : settlement.untried(message.mail(), ((Clearance.Declined<Departure>) admission).why());
    }

    private static Optional<Duration> retry(Disposition disposition) {
        return disposition instanceof Disposition.Retried retried ? Optional.of(retried.delay()) : Optional.empty();
    }

    /** What becomes of the mail after a failure that nobody foresaw. */
    Optional<Duration> fault(Mail mail, Throwable fault) {
        return retry(settlement.fault(mail, fault));
    }

    /** The mail as it enters the queue. */
    public Mail queued(String... recipients) {
        Mail mail = Attempting.mail(recipients);
        Attempts.begin(mail, clock.instant());
        return mail;
    }

    /** The mail as the queue accepts it, with the rule that holds for it now. */
    Mail accepted(String... recipients) {
        Mail mail = Attempting.mail(recipients);
        accept(mail);
        return mail;
    }

    /** The mail enters the queue. */
    void accept(Mail mail) {
        Attempts.begin(mail, clock.instant());
        routes.accept(mail, QueuedMessage.domainOf(mail));
    }

    /** An administrator lifts the rule under which mail was accepted for that partner. */
    void release(String partner) {
        released = partner;
    }

    public static DeliverySettings settings(int mxPort) {
        return new DeliverySettings(
                "gw.example.org",
                mxPort,
                List.of(Duration.ofMinutes(1), Duration.ofMinutes(5)),
                Duration.ofHours(4),
                Duration.ofDays(2));
    }

    /** Mail for everyone else, at level may. */
    public static Route everyoneElse(ScriptedSmtpServer server) {
        return new Route(Optional.empty(), policy(new TlsPolicy.May(), server, OnFailure.DEFER));
    }

    public static Route partner(PartnerMode mode, OutboundPolicy policy) {
        return partner("contoso", mode, policy);
    }

    static Route partner(String name, PartnerMode mode, OutboundPolicy policy) {
        return new Route(
                Optional.of(new Partner(
                        name,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(DomainPattern.parse("contoso.test").orElseThrow()),
                        mode,
                        policy,
                        new InboundPolicy(
                                List.of(new TlsPolicy.May()),
                                List.of(),
                                Set.of(InboundPolicy.Identity.ENVELOPE),
                                InboundPolicy.OnViolation.REJECT))),
                policy);
    }

    static Route enforced(TlsPolicy tls, ScriptedSmtpServer server) {
        return partner(PartnerMode.ENFORCE, policy(tls, server, OnFailure.DEFER));
    }

    static Route monitored(TlsPolicy tls, ScriptedSmtpServer server) {
        return partner(PartnerMode.MONITOR, policy(tls, server, OnFailure.BOUNCE));
    }

    /** To the MX hosts of the domain. */
    public static Route byMx(PartnerMode mode, TlsPolicy tls) {
        return partner(mode, new OutboundPolicy(tls, Optional.empty(), OnFailure.DEFER, Optional.empty()));
    }

    static OutboundPolicy policy(TlsPolicy tls, ScriptedSmtpServer server, OnFailure onFailure) {
        return new OutboundPolicy(
                tls, Optional.of(new NextHop("127.0.0.1", server.port())), onFailure, Optional.empty());
    }

    @Override
    public void close() {
        flushes.close();
        deadlines.close();
        log.close();
    }
}
