package dev.postern.delivery;

import dev.postern.attempt.Attempts;
import dev.postern.attempt.SmtpAttempt;
import dev.postern.dns.MailDns;
import dev.postern.dsn.DsnSender;
import dev.postern.dsn.RecipientStatus;
import dev.postern.lanes.LaneLimits;
import dev.postern.lanes.Lanes;
import dev.postern.memory.MemoryBudget;
import dev.postern.pace.SharedLimits;
import dev.postern.route.DeliverySettings;
import dev.postern.route.HostLookup;
import dev.postern.route.KeptRule;
import dev.postern.route.MessageRoutes;
import dev.postern.route.Route;
import dev.postern.route.Routes;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.ConnectionPool;
import dev.postern.smtpclient.Deadlines;
import dev.postern.smtpclient.SmtpTimeouts;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TrustAnchors;
import dev.postern.tracking.MessageTracking;
import dev.postern.tracking.OutboundEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.queue.api.MailQueue;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;

/** The outgoing queue with its workers: what {@code PartnerRemoteDelivery} hands messages to. Safe for any thread. */
public final class OutboundEngine {
    private final DsnSender dsn;
    private final OutboundTracking tracking;
    private final Deadlines deadlines = new Deadlines();
    private final MessageRoutes routes;
    private final SmtpAttempt attempts;
    private final FlushRequests flushes;
    private final Destinations destinations;
    private final Requeueing requeueing;
    private final Delivery delivery;
    private final OutgoingQueue outgoing;
    private final QueueSummary summary;
    private final Clock clock;

    /**
     * Takes messages, but sends none before {@link #start}.
     *
     * @param concurrency how many messages are under way at once
     * @param limits shared with all other engines
     */
    public OutboundEngine(
            Routes routes,
            DeliverySettings settings,
            MailDns dns,
            MailQueue queue,
            int concurrency,
            MailetContext context,
            MessageTracking tracking,
            MemoryBudget memory,
            SharedLimits limits,
            Clock clock) {
        this(
                routes,
                settings,
                SmtpTimeouts.STANDARD,
                dns,
                queue,
                concurrency,
                context,
                tracking,
                memory,
                limits,
                clock);
    }

    OutboundEngine(
            Routes routes,
            DeliverySettings settings,
            SmtpTimeouts timeouts,
            MailDns dns,
            MailQueue queue,
            int concurrency,
            MailetContext context,
            MessageTracking tracking,
            MemoryBudget memory,
            SharedLimits limits,
            Clock clock) {
        this.clock = clock;
        this.dsn = new DsnSender(
                settings.hostname(), domain -> routes.routeOf(domain).partner(), context, memory);
        this.tracking = new OutboundTracking(tracking);
        this.attempts = new SmtpAttempt(
                settings.hostname(),
                new ConnectionPool(timeouts, deadlines, ConnectionPool.Limits.STANDARD, clock, settings.suites()),
                new TlsPolicyEvaluator(clock, TrustAnchors.Role.SERVER));
        this.routes = new MessageRoutes(routes);
        this.flushes = FlushRequests.of(queue);
        this.destinations = new Destinations(this.routes, flushes, new BackOff(), clock);
        this.requeueing = new Requeueing(queue, clock);
        Lanes<QueuedMessage> lanes = new Lanes<>(LaneLimits.of(concurrency), limits.places());
        this.delivery = new Delivery(
                new AdmissionControl(
                        this.routes,
                        settings,
                        new HostLookup(dns, settings),
                        attempts,
                        destinations,
                        limits.paces(),
                        lanes,
                        clock),
                new RouteAttempt(this.routes, attempts),
                new Settlement(
                        this.routes, settings, destinations, this.tracking, new SenderReports(dsn), context, clock),
                requeueing);
        this.outgoing = new OutgoingQueue(queue, delivery, lanes, requeueing, clock);
        this.summary = new QueueSummary(queue, this.routes, limits.paces(), clock);
    }

    /** Has each attempt told to that witness, before anything is sent. */
    public void witness(AttemptWitness witness) {
        delivery.witness(witness);
    }

    /** Begins to send. Called once: by whoever can finish what is begun. */
    public void start() {
        outgoing.start();
    }

    /**
     * Takes a message whose recipients are all of one domain. Once this returns, the queue has it. Waits for a failing queue
     * without limit: giving up would move the message to the error repository, or deliver it again to recipients who have it.
     *
     * @throws MailQueue.MailQueueException if the fault is the message's own, or this is closed meanwhile
     */
    public void accept(Mail mail) throws MailQueue.MailQueueException {
        Instant now = clock.instant();
        DnsName domain = QueuedMessage.domainOf(mail);
        Attempts.begin(mail, now);
        routes.accept(mail, domain);
        Route route = routes.routeOf(domain);
        Duration wait = destinations
                .backedOffUntil(Destination.of(domain, route), now)
                .map(period -> period.waitFrom(now))
                .orElse(Duration.ZERO);
        OutboundEvent queued =
                OutboundTracking.queued(mail, route, now); // made before: a worker may have the mail at once
        requeueing.put(mail, wait);
        tracking.publish(queued);
    }

    /**
     * Returns a message to its sender for recipients whose address has no domain name, all in one DSN.
     *
     * @throws MessagingException if the sender could not be told
     */
    public void refuse(Mail mail, Collection<MailAddress> recipients) throws MessagingException {
        Instant now = clock.instant();
        List<RecipientStatus> statuses = new ArrayList<>();
        for (MailAddress recipient : recipients) {
            Cause cause = Cause.noDomain(recipient.asString());
            tracking.unroutable(mail, recipient, cause);
            statuses.add(ReportedOutcome.failed(recipient, cause));
        }
        dsn.send(mail, statuses, now, now, now);
    }

    /** Tries what waits for these domains, now. */
    public void flush(Predicate<DnsName> domains) throws MailQueue.MailQueueException {
        destinations.flush(domains);
    }

    /** Returns how many messages the queue holds, those under way included; 0 if it cannot tell. */
    public long size() throws MailQueue.MailQueueException {
        return summary.size();
    }

    /** Returns the queued mail, by partner name or domain. */
    public Map<String, Waiting> waiting() throws MailQueue.MailQueueException {
        return summary.waiting();
    }

    /** Returns how many messages wait for these domains. */
    public long waitingFor(Predicate<DnsName> domains) throws MailQueue.MailQueueException {
        return summary.waitingFor(domains);
    }

    /** Returns the queued mail that keeps the rule of its acceptance in the place of the partners file's. Looks at every message. */
    public Map<KeptRule, Waiting> kept() throws MailQueue.MailQueueException {
        return summary.kept();
    }

    /** Takes nothing more out of the queue and waits a bounded time for what is under way. */
    public void close() {
        flushes.close();
        outgoing.close();
        attempts.close();
        deadlines.close();
    }
}
