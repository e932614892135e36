package dev.postern.delivery;

import dev.postern.attempt.Attempts;
import dev.postern.attempt.SmtpAttempt;
import dev.postern.dns.MailDns;
import dev.postern.dsn.DsnSender;
import dev.postern.dsn.RecipientStatus;
import dev.postern.memory.MemoryBudget;
import dev.postern.pace.Paces;
import dev.postern.pace.SharedLimits;
import dev.postern.partner.Partner;
import dev.postern.route.DeliverySettings;
import dev.postern.route.HostLookup;
import dev.postern.route.KeptRule;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The outgoing queue with its workers: what {@code PartnerRemoteDelivery} hands messages to. Safe for any thread. */
public final class OutboundEngine {
    private static final Logger LOGGER = LoggerFactory.getLogger(OutboundEngine.class);

    private final DsnSender dsn;
    private final OutboundTracking tracking;
    private final Deadlines deadlines = new Deadlines();
    private final Routes routes;
    private final SmtpAttempt attempt;
    private final Delivery delivery;
    private final OutgoingQueue queue;
    private final MailQueue waits;
    private final Clock clock;
    private final Paces paces;
    private final MailetContext context;

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
        this.paces = limits.paces();
        this.context = context;
        this.dsn = new DsnSender(
                settings.hostname(), domain -> routes.routeOf(domain).partner(), context, memory);
        this.tracking = new OutboundTracking(tracking);
        this.attempt = new SmtpAttempt(
                settings.hostname(),
                new ConnectionPool(timeouts, deadlines, ConnectionPool.Limits.STANDARD, clock, settings.suites()),
                new TlsPolicyEvaluator(clock, TrustAnchors.Role.SERVER));
        this.delivery = new Delivery(
                routes,
                settings,
                new HostLookup(dns, settings),
                attempt,
                this.tracking,
                this.dsn,
                clock,
                limits.paces(),
                this::reopened);
        this.waits = queue;
        this.routes = routes;
        this.queue = new OutgoingQueue(queue, concurrency, delivery, clock, limits.places());
    }

    /** Has each attempt told to that witness, before anything is sent. */
    public void witness(AttemptWitness witness) {
        queue.witness(witness, mail -> {
            LOGGER.error(
                    "Moving {} to mail/error after repeated unclean shutdowns while it was delivered. Find out what in it or in the servers"
                            + " of its recipients ends the process before you send it on",
                    mail.getName());
            mail.setErrorMessage("The gateway repeatedly shut down uncleanly while it delivered this message.");
            context.sendMail(mail, Mail.ERROR);
        });
    }

    /** Begins to send. Called once: by whoever can finish what is begun. */
    public void start() {
        queue.start();
    }

    /**
     * Takes a message whose recipients are all of one domain. Once this returns, the queue has it; a queue that fails is
     * waited for.
     *
     * @throws MailQueue.MailQueueException if the fault is the message's own, or this is closed meanwhile
     */
    public void accept(Mail mail) throws MailQueue.MailQueueException {
        Instant now = clock.instant();
        Attempts.begin(mail, now);
        Duration wait = delivery.accept(mail);
        OutboundEvent queued = delivery.queued(mail, now); // made before: a worker may have the mail at once
        queue.put(mail, wait);
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
        delivery.free(domains);
        queue.flush(domains);
    }

    /** What waited for servers that answer again follows the message that found that. */
    private void reopened(Predicate<DnsName> domains) {
        delivery.free(domains);
        queue.flushSoon(domains);
    }

    /** Returns how many messages the queue holds, those under way included; 0 if it cannot tell. */
    public long size() throws MailQueue.MailQueueException {
        return waits instanceof ManageableMailQueue manageable ? manageable.getSize() : 0;
    }

    /** Returns the queued mail, by partner name or domain. */
    public Map<String, Waiting> waiting() throws MailQueue.MailQueueException {
        Map<String, Waiting> waiting = new TreeMap<>();
        if (waits instanceof DomainQueue known) {
            known.waiting()
                    .forEach((domain, some) ->
                            waiting.merge(whose(domain), some.because(whyWaits(domain)), Waiting::and));
        } else if (waits instanceof ManageableMailQueue manageable) {
            // It looks at every message.
            var items = manageable.browse();
            try {
                while (items.hasNext()) {
                    Mail mail = items.next().getMail();
                    var one = Waiting.of(mail, clock.instant()).because(whyWaits(domain(mail)));
                    waiting.merge(whose(domain(mail)), one, Waiting::and);
                }
            } finally {
                items.close();
            }
        }
        return waiting;
    }

    /** Returns how many messages wait for these domains. */
    public long waitingFor(Predicate<DnsName> domains) throws MailQueue.MailQueueException {
        if (waits instanceof DomainQueue known) {
            return known.waiting().entrySet().stream()
                    .filter(entry ->
                            DnsName.parse(entry.getKey()).filter(domains).isPresent())
                    .mapToLong(entry -> entry.getValue().messages())
                    .sum();
        }
        return 0;
    }

    /** Returns the queued mail that keeps the rule of its acceptance in the place of the partners file's. Looks at every message. */
    public Map<KeptRule, Waiting> kept() throws MailQueue.MailQueueException {
        Map<KeptRule, Waiting> kept = new LinkedHashMap<>();
        if (waits instanceof ManageableMailQueue manageable) {
            var items = manageable.browse();
            try {
                while (items.hasNext()) {
                    Mail mail = items.next().getMail();
                    delivery.kept(mail)
                            .ifPresent(rule -> kept.merge(rule, Waiting.of(mail, clock.instant()), Waiting::and));
                    LifecycleUtil.dispose(mail);
                }
            } finally {
                items.close();
            }
        }
        return kept;
    }

    private static String domain(Mail mail) {
        return mail.getRecipients().stream()
                .findFirst()
                .map(recipient -> recipient.getDomain().asString())
                .orElse("");
    }

    /** Returns why mail for that domain waits that may be tried otherwise. */
    private Optional<String> whyWaits(String domain) {
        return DnsName.parse(domain)
                .flatMap(name ->
                        paces.backlog(Destination.of(name, routes.routeOf(name)).limits(), clock.instant()));
    }

    private String whose(String domain) {
        return DnsName.parse(domain)
                .flatMap(name -> routes.routeOf(name).partner())
                .map(Partner::name)
                .orElse(domain);
    }

    /** Takes nothing more out of the queue and waits a bounded time for what is under way. */
    public void close() {
        queue.close();
        attempt.close();
        deadlines.close();
    }
}
