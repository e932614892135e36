package dev.postern.delivery;

import static dev.postern.delivery.Attempting.IMPATIENT;

import dev.postern.attempt.Attempts;
import dev.postern.attempt.SmtpAttempt;
import dev.postern.dns.JamesDns;
import dev.postern.dsn.DsnSender;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.mail.MessagingException;
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
    private final Delivery delivery;
    private Route route;
    private Runnable meanwhile = () -> {};
    private String released = "";

    public Outbound(Route route) {
        this(route, SETTINGS, Optional.empty());
    }

    /** @param other in the place of the context that collects what is sent */
    public Outbound(Route route, DeliverySettings settings, Optional<MailetContext> other) {
        this.route = route;
        this.delivery = new Delivery(
                new Routes() {
                    @Override
                    public Route routeOf(DnsName domain) {
                        meanwhile.run();
                        return Outbound.this.route;
                    }

                    @Override
                    public boolean isReleased(String partner, DnsName domain, Instant accepted) {
                        return partner.equals(released);
                    }
                },
                settings,
                new HostLookup(JamesDns.of(dns), settings),
                new SmtpAttempt(
                        settings.hostname(),
                        new ConnectionPool(IMPATIENT, deadlines, Attempting.ONE_MESSAGE, clock),
                        new TlsPolicyEvaluator(clock, TrustAnchors.Role.SERVER)),
                new OutboundTracking(tracking.tracking()),
                new DsnSender(
                        settings.hostname(), domain -> this.route.partner(), other.orElse(context), new MemoryBudget()),
                clock,
                paces,
                domains -> {});
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
        delivery.free(domain -> true);
    }

    /** Whether the mail that the queue gave out is tried now. */
    public Dispatch turn(Mail mail) throws MessagingException {
        return delivery.turn(mail);
    }

    /** The same, after it waited for a worker. */
    Dispatch stillHeld(Mail mail) throws MessagingException {
        return delivery.stillHeld(mail, Destination.of(new DnsName("contoso.test"), route));
    }

    /** Returns the owners whose servers the mail would go to, which are too busy for it. */
    Set<String> ownersAsked(Mail mail) throws MessagingException {
        Set<String> asked = new HashSet<>();
        var ended = delivery.attempt(mail, owners -> {
            asked.addAll(owners);
            return Optional.of(clock.instant());
        });
        if (!(ended instanceof QueueWork.Ended.Crowded)) {
            throw new AssertionError("the servers were spoken to");
        }
        return asked;
    }

    /** What becomes of the mail, whose servers are busy with others for that long. */
    Dispatch crowded(Mail mail, Duration busy) throws MessagingException {
        return delivery.crowded(mail, clock.instant().plus(busy));
    }

    /** As the queue does with what is left of it. */
    void putBack(Mail mail, Duration wait) {
        Attempts.waitsFor(mail, wait, clock.instant());
    }

    public Optional<Duration> attempt(Mail mail) throws MessagingException {
        return ((QueueWork.Ended.Tried) delivery.attempt(mail, owners -> Optional.empty())).left();
    }

    /**
     * Attempts the mail once.
     *
     * @param turn when the mail may come again because other messages are under way to its servers; empty: there are none
     */
    public QueueWork.Ended attempt(Mail mail, Optional<Instant> turn) throws MessagingException {
        return delivery.attempt(mail, new QueueWork.Entrance() {
            @Override
            public Optional<Instant> closedUntil(Set<String> owners) {
                return Optional.empty();
            }

            @Override
            public Optional<Instant> tooMany() {
                return turn;
            }
        });
    }

    /** What becomes of the mail after a failure that nobody foresaw. */
    Optional<Duration> fault(Mail mail, Throwable fault) throws MessagingException {
        return delivery.fault(mail, fault);
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
        var unused = delivery.accept(mail);
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
        deadlines.close();
        log.close();
    }
}
