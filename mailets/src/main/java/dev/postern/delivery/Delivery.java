package dev.postern.delivery;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Delivered;
import dev.postern.attempt.AttemptOutcome.Failed;
import dev.postern.attempt.Attempts;
import dev.postern.attempt.SmtpAttempt;
import dev.postern.attempt.TooManyConnections;
import dev.postern.delivery.Settlement.Left;
import dev.postern.dsn.DsnSender;
import dev.postern.pace.OutboundLimits;
import dev.postern.pace.Paces;
import dev.postern.pace.Slot;
import dev.postern.quirks.ServerQuirks;
import dev.postern.recipient.Recipient;
import dev.postern.route.DeliverySettings;
import dev.postern.route.FoundHosts;
import dev.postern.route.HostLookup;
import dev.postern.route.KeptRule;
import dev.postern.route.MessageRoutes;
import dev.postern.route.Route;
import dev.postern.route.Routes;
import dev.postern.smtpclient.AttemptDeadline;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.text.Printable;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsSession;
import dev.postern.tracking.OutboundEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/**
 * Takes one message of one domain through one attempt and settles what it left open: done, tried again, or returned. The
 * route is looked up afresh each time. Safe for any thread.
 */
final class Delivery implements QueueWork {
    private static final Duration AFTER_A_FAULT = Duration.ofMinutes(5);
    /** An attempt that takes so much longer than its deadline was interrupted by a suspended machine or a clock that was set. */
    private static final Duration STANDSTILL = Duration.ofMinutes(10);

    private final MessageRoutes routes;
    private final DeliverySettings settings;
    private final HostLookup lookup;
    private final RouteAttempt attempt;
    private final Paces paces;
    private final OutboundTracking tracking;
    private final Settlement settlement;
    private final Clock clock;
    private final Consumer<Predicate<DnsName>> reopened;
    private final BackOff backOff = new BackOff();
    private final FlushedDomains freed = new FlushedDomains();

    /** @param reopened is told for which domains a destination that was left alone lives again; must not take long */
    Delivery(
            Routes routes,
            DeliverySettings settings,
            HostLookup lookup,
            SmtpAttempt attempt,
            OutboundTracking tracking,
            DsnSender dsn,
            Clock clock,
            Paces paces,
            Consumer<Predicate<DnsName>> reopened) {
        this.routes = new MessageRoutes(routes);
        this.settings = settings;
        this.lookup = lookup;
        this.attempt = new RouteAttempt(this.routes, attempt);
        this.paces = paces;
        this.tracking = tracking;
        this.settlement = new Settlement(dsn, clock);
        this.clock = clock;
        this.reopened = reopened;
    }

    /** Lets what waits for these domains be tried at once, whatever is known of their servers. */
    void free(Predicate<DnsName> domains) {
        freed.free(domains, clock.instant());
        backOff.free(domains);
    }

    /**
     * Writes on a message that enters the queue which rule it keeps.
     *
     * @return how long it waits: not at all, unless its destination is left alone
     */
    Duration accept(Mail mail) {
        Instant now = clock.instant();
        DnsName domain = domainOf(mail);
        routes.accept(mail, domain);
        String servers = Destination.of(domain, routes.routeOf(domain)).servers();
        return backOff.heldUntil(servers, now).map(hold -> hold.waitFrom(now)).orElse(Duration.ZERO);
    }

    /** Returns the event that the queue has the mail since then. */
    OutboundEvent queued(Mail mail, Instant since) {
        return OutboundTracking.queued(mail, routes.routeOf(domainOf(mail)), since);
    }

    /** What the mail keeps in the place of what holds now. */
    Optional<KeptRule> kept(Mail mail) {
        return routes.kept(mail, domainOf(mail));
    }

    @Override
    public Dispatch turn(Mail mail) throws MessagingException {
        Instant now = clock.instant();
        DnsName domain = domainOf(mail);
        Instant due = Attempts.due(mail);
        if (now.isBefore(due) && !freed.isFreed(domain, Attempts.queued(mail))) {
            return new Dispatch.Later(Duration.between(now, due));
        }
        Route route = routes.routeOf(mail, domain);
        Destination destination = Destination.of(domain, route);
        boolean overdue = isAttemptOverdue(mail, route, now);
        Optional<BackOff.Hold> known = backOff.heldUntil(destination.servers(), now);
        if (known.isPresent() && !overdue) {
            return held(mail, route, known.get(), now);
        }
        Optional<Slot> slot = paces.await(destination.limits(), Attempts.slot(mail), now);
        if (slot.isPresent()) {
            return paced(mail, route, slot.get(), now);
        }
        Optional<BackOff.Hold> hold = overdue ? Optional.empty() : backOff.admit(destination.servers(), now);
        return hold.isEmpty() ? new Dispatch.Now(destination) : held(mail, route, hold.get(), now);
    }

    @Override
    public Dispatch stillHeld(Mail mail, Destination destination) throws MessagingException {
        Instant now = clock.instant();
        Route route = routes.routeOf(mail, domainOf(mail));
        Optional<BackOff.Hold> hold = backOff.heldUntil(destination.servers(), now);
        return hold.isEmpty() || isAttemptOverdue(mail, route, now)
                ? new Dispatch.Now(destination)
                : held(mail, route, hold.get(), now);
    }

    /** Notices first whether nobody could try it for a while. */
    private boolean isAttemptOverdue(Mail mail, Route route, Instant now) {
        var persistence = persistence(mail, route, now, Attempts.made(mail));
        if (Attempts.isLate(mail, now) && !persistence.owesAttempt() && !persistence.hadGrace()) {
            Attempts.resumed(mail, now);
            persistence = persistence(mail, route, now, Attempts.made(mail));
        }
        return persistence.isAttemptOverdue();
    }

    @Override
    public void notTried(Destination destination) {
        backOff.unknown(destination.servers());
    }

    @Override
    public Dispatch crowded(Mail mail, Instant until) throws MessagingException {
        Instant now = clock.instant();
        var cause = Cause.of(FailureKind.CONGESTION, "the servers were busy with other messages of this gateway");
        Duration wait = Duration.between(now, until);
        return untried(mail, routes.routeOf(mail, domainOf(mail)), cause, wait, now);
    }

    private Dispatch held(Mail mail, Route route, BackOff.Hold hold, Instant now) throws MessagingException {
        return untried(mail, route, hold.cause(), hold.waitFrom(now), now);
    }

    /** The message is deferred until its turn at the rate of its destination, or until its sender is to be told of the delay. */
    private Dispatch paced(Mail mail, Route route, Slot slot, Instant now) throws MessagingException {
        Attempts.setSlot(mail, slot);
        var cause = Cause.of(
                FailureKind.RATE,
                "this gateway sends its servers no more than " + slot.rate().words());
        Duration wait = persistence(mail, route, now, Attempts.made(mail))
                .notBeyondTheWarning(Duration.between(now, slot.at()));
        return untried(mail, route, cause, wait, now);
    }

    /** No attempt is counted, but the clock of the message runs on. */
    private Dispatch untried(Mail mail, Route route, Cause otherwise, Duration wait, Instant now)
            throws MessagingException {
        var persistence = persistence(mail, route, now, Attempts.made(mail));
        var left = new Left();
        Recipient.of(mail)
                .forEach(recipient -> left.untried(
                        recipient,
                        Attempts.cause(mail, recipient)
                                .filter(Cause::isOfAttempt)
                                .orElse(otherwise),
                        persistence));
        publishReturned(mail, route, left);
        return settlement.settle(mail, left, persistence)
                ? new Dispatch.Later(persistence.notBeyondTheEnd(wait))
                : new Dispatch.Over();
    }

    /**
     * Makes one attempt.
     *
     * @param mail all its recipients are of one domain. Whoever is settled is taken out of it at once, so that whatever
     *     fails later can never send to anybody twice, nor forget anybody
     * @throws MessagingException if something on our side failed; what is left in the mail is still open
     */
    @Override
    public Ended attempt(Mail mail, Entrance entrance) throws MessagingException {
        DnsName domain = domainOf(mail);
        Route route = routes.routeOf(mail, domain);
        Instant began = clock.instant();
        AttemptDeadline deadline = attempt.begin();
        Instant over = began.plus(deadline.left()).plus(STANDSTILL);
        FoundHosts found = lookup.of(domain, route, deadline);
        if (found instanceof FoundHosts.Hosts hosts) {
            Optional<Instant> closed =
                    entrance.closedUntil(Destination.ownersOf(hosts.hosts().get(0)));
            if (closed.isPresent()) {
                return new Ended.Crowded(closed.get());
            }
            Optional<Slot> slot = send(mail, Destination.of(domain, route).limits());
            if (slot.isPresent()) {
                return new Ended.Postponed(paced(mail, route, slot.get(), clock.instant()));
            }
        }
        Attempts.began(mail, began);
        AttemptResult result = attempt.result(mail, domain, route, found, deadline);
        if (TooManyConnections.isSaidBy(result.outcomes().values())) {
            Optional<Instant> turn = entrance.tooMany();
            if (turn.isPresent()) {
                return new Ended.Crowded(turn.get());
            }
        }
        Recipient.remove(mail, addresses(result, Delivered.class));

        Instant now = clock.instant();
        if (now.isAfter(over)) { // the machine stood still meanwhile, which says nothing of the servers
            Attempts.resumed(mail, now);
        }
        var persistence = persistence(mail, route, now, Attempts.count(mail));
        Reachability reach = reach(result, persistence);
        Optional<Duration> backedOff = learn(Destination.of(domain, route), domain, reach, result, persistence, now);
        boolean changed = !routes.routeOf(mail, domain).equals(route);
        var left = new Left();
        result.outcomes().forEach((recipient, outcome) -> {
            if (outcome instanceof Delivered delivered) {
                left.delivered(recipient, delivered);
            } else if (outcome instanceof Failed failed) {
                left.failed(recipient, failed.cause());
            } else if (outcome instanceof Deferred deferred) {
                // What failed under an entry that no longer holds returns nothing: the new one was not tried.
                boolean ofOldRule = changed && deferred.cause().tls().isPresent();
                left.deferred(recipient, ofOldRule ? Cause.ruleChanged() : deferred.cause(), persistence);
            }
        });
        tracking.outcome(mail, route, result, left.returnedCauses()::contains, persistence::isOver);
        boolean again = left.waitsFor(FailureKind.RULE_CHANGED);
        boolean waits = settlement.settle(mail, left, persistence);
        // By the rule that is in force now, if it changed.
        Duration wait = again
                ? Duration.ZERO
                : backedOff.map(persistence::notBeyondTheEnd).orElseGet(persistence::nextWait);
        return new Ended.Tried(waits ? Optional.of(wait) : Optional.empty(), reach == Reachability.REACHED);
    }

    /** Counts the message as sent, unless it is not its turn yet. */
    private Optional<Slot> send(Mail mail, OutboundLimits limits) {
        int most = limits.mostRecipients(ServerQuirks.RECIPIENTS);
        int transactions = (mail.getRecipients().size() + most - 1) / most;
        return paces.send(limits, transactions, clock.instant());
    }

    /** Counts an attempt that ended by an internal error, so that not even such a message is tried for ever. */
    @Override
    public Optional<Duration> fault(Mail mail, Throwable fault) throws MessagingException {
        Instant now = clock.instant();
        DnsName domain = domainOf(mail);
        Route route = routes.routeOf(mail, domain);
        backOff.unknown(Destination.of(domain, route).servers());
        Attempts.began(mail, now);
        var persistence = persistence(mail, route, now, Attempts.count(mail));
        var cause = Cause.of(
                FailureKind.OUR_FAULT, "the gateway failed at this message: " + Printable.of(fault.toString()));
        var left = new Left();
        Recipient.of(mail)
                .forEach(recipient ->
                        left.untried(recipient, Attempts.cause(mail, recipient).orElse(cause), persistence));
        publishReturned(mail, route, left);
        return settlement.settle(mail, left, persistence)
                ? Optional.of(persistence.notBeyondTheEnd(max(AFTER_A_FAULT, persistence.nextWait())))
                : Optional.empty();
    }

    /**
     * What the attempt says of the destination as a whole.
     *
     * @return how long the destination is left alone; empty if it was reached, or if the attempt says nothing of it
     */
    private Optional<Duration> learn(
            Destination destination,
            DnsName domain,
            Reachability reach,
            AttemptResult result,
            RetryPolicy persistence,
            Instant now) {
        // In monitor mode too it is the outcome that counts: what went in spite of the rule shows a server that lives.
        String servers = destination.servers();
        switch (reach) {
            case REACHED -> {
                if (backOff.reached(servers)) {
                    reopened.accept(other -> other.equals(domain)
                            || Destination.of(other, routes.routeOf(other))
                                    .servers()
                                    .equals(servers));
                }
            }
            case UNKNOWN -> backOff.unknown(servers);
            case UNREACHABLE -> {
                Cause cause = result.outcomes().values().stream()
                        .filter(Deferred.class::isInstance)
                        .map(outcome -> ((Deferred) outcome).cause())
                        .findFirst()
                        .orElseThrow();
                Instant until =
                        backOff.failed(servers, domain, cause, persistence.attempts(), persistence.waits(), now);
                return Optional.of(Duration.between(now, until));
            }
        }
        return Optional.empty();
    }

    /**
     * A failure that is final is an answer: each further message has a right to its own attempt, and so to its own answer at
     * once. One that was held back for the answer of another would wait until its time is over.
     */
    private static Reachability reach(AttemptResult result, RetryPolicy persistence) {
        Reachability reach = Reachability.of(result.outcomes().values());
        boolean answered = result.outcomes().values().stream()
                .allMatch(outcome -> outcome instanceof Deferred deferred && persistence.isFinal(deferred.cause()));
        return reach == Reachability.UNREACHABLE && answered ? Reachability.REACHED : reach;
    }

    /** Without an attempt there is an event only if something became of the message. */
    private void publishReturned(Mail mail, Route route, Left left) {
        Map<Recipient, AttemptOutcome> outcomes = new LinkedHashMap<>();
        left.returned()
                .forEach(open -> outcomes.put(open.recipient(), new Deferred(open.cause(), new TlsSession.Clear())));
        tracking.outcome(
                mail, route, new AttemptResult(outcomes, Map.of()), left.returnedCauses()::contains, any -> false);
    }

    private RetryPolicy persistence(Mail mail, Route route, Instant now, int attempts) {
        return new RetryPolicy(
                route,
                settings,
                Attempts.since(mail, now),
                now,
                attempts,
                Attempts.resumedBy(mail, now),
                Attempts.owesAttempt(mail, now));
    }

    private static List<MailAddress> addresses(AttemptResult result, Class<? extends AttemptOutcome> kind) {
        return result.outcomes().entrySet().stream()
                .filter(entry -> kind.isInstance(entry.getValue()))
                .map(entry -> entry.getKey().address())
                .toList();
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** A recipient whose domain cannot be read never enters the queue; see {@code PartnerRemoteDelivery}. */
    private static DnsName domainOf(Mail mail) {
        return mail.getRecipients().stream()
                .findFirst()
                .flatMap(recipient -> DnsName.parse(recipient.getDomain().asString()))
                .orElseThrow(() -> new IllegalStateException(mail.getName() + " has no recipient with a domain"));
    }
}
