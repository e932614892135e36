package dev.postern.delivery;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.Attempts;
import dev.postern.attempt.SmtpAttempt;
import dev.postern.attempt.TooManyConnections;
import dev.postern.delivery.Clearance.Admitted;
import dev.postern.delivery.Clearance.Declined;
import dev.postern.delivery.Clearance.Deferral;
import dev.postern.delivery.Clearance.NotDue;
import dev.postern.delivery.Clearance.Suspect;
import dev.postern.delivery.Clearance.Untried;
import dev.postern.lanes.Lanes;
import dev.postern.pace.OutboundLimits;
import dev.postern.pace.Paces;
import dev.postern.pace.Slot;
import dev.postern.quirks.ServerQuirks;
import dev.postern.route.DeliverySettings;
import dev.postern.route.FoundHosts;
import dev.postern.route.HostLookup;
import dev.postern.route.MessageRoutes;
import dev.postern.route.Route;
import dev.postern.smtpclient.AttemptDeadline;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.tls.DnsName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.mailet.Mail;

/**
 * Decides whether a message that the queue gave out is attempted now: it is due, its destination is not backed off, it is its turn at the
 * rate of its destination, and its servers are not busy with other messages. {@link Settlement}
 * decides about a message that is declined. Safe for any thread.
 */
final class AdmissionControl {
    /** An attempt that takes so much longer than its deadline was interrupted by a suspended machine or a clock that was set. */
    private static final Duration STANDSTILL = Duration.ofMinutes(10);

    private final MessageRoutes routes;
    private final DeliverySettings settings;
    private final HostLookup lookup;
    private final SmtpAttempt attempts;
    private final Destinations destinations;
    private final Paces paces;
    private final Lanes<QueuedMessage> lanes;
    private final Clock clock;

    /** @param lanes those that a message is in before it has a worker */
    AdmissionControl(
            MessageRoutes routes,
            DeliverySettings settings,
            HostLookup lookup,
            SmtpAttempt attempts,
            Destinations destinations,
            Paces paces,
            Lanes<QueuedMessage> lanes,
            Clock clock) {
        this.routes = routes;
        this.settings = settings;
        this.lookup = lookup;
        this.attempts = attempts;
        this.destinations = destinations;
        this.paces = paces;
        this.lanes = lanes;
        this.clock = clock;
    }

    /** Decides whether a message that comes out of the queue may have a worker. Must not take long: nothing else leaves the queue meanwhile. */
    Clearance<QueuedMessage> arrive(MailQueueItem item) {
        Mail mail = item.getMail();
        Instant now = clock.instant();
        DnsName domain = QueuedMessage.domainOf(mail);
        Instant due = Attempts.due(mail);
        if (now.isBefore(due) && !destinations.isFlushed(domain, Attempts.queued(mail))) {
            return new Declined<>(new NotDue(Duration.between(now, due)));
        }
        Route route = routes.routeOf(mail, domain);
        Destination destination = Destination.of(domain, route);
        boolean overdue = isAttemptOverdue(mail, route, now);
        return backedOff(destination, now)
                .filter(period -> !overdue)
                .or(() -> paces.await(destination.limits(), Attempts.slot(mail), now)
                        .map(slot -> paced(mail, route, slot, now)))
                .or(() -> probed(destination, overdue, now))
                .<Clearance<QueuedMessage>>map(Declined::new)
                .orElseGet(() -> new Admitted<>(new QueuedMessage(item, domain, destination)));
    }

    /** Declines a message that was admitted, as the lanes have no room for it before that time. The next message may be the probe. */
    Untried congested(QueuedMessage message, Instant until) {
        destinations.notTried(message.destination());
        return congestion(until, clock.instant());
    }

    /**
     * Decides whether a message that has a worker is attempted now: it may have waited for the worker, and its servers are looked up
     * only now. A message that is admitted counts as sent.
     *
     * @param watch is told of the message before its servers are looked up
     */
    Clearance<Departure> depart(QueuedMessage message, AttemptWatch watch) {
        Instant now = clock.instant();
        Clearance<Departure> admission = backedOff(message.destination(), now)
                .filter(period ->
                        !isAttemptOverdue(message.mail(), routes.routeOf(message.mail(), message.domain()), now))
                .or(() -> watch.begins() ? Optional.empty() : Optional.of(new Suspect()))
                .<Clearance<Departure>>map(Declined::new)
                .orElseGet(() -> enter(message));
        if (!(admission instanceof Admitted<Departure> admitted
                && admitted.onward().isTo(message.destination()))) {
            destinations.notTried(message.destination());
        }
        return admission;
    }

    Clearance<Departure> enter(QueuedMessage message) {
        Route route = routes.routeOf(message.mail(), message.domain());
        Instant began = clock.instant();
        AttemptDeadline deadline = attempts.begin();
        Instant latestEnd = began.plus(deadline.left()).plus(STANDSTILL);
        FoundHosts hosts = lookup.of(message.domain(), route, deadline);
        var departure = new Departure(
                message, route, Destination.of(message.domain(), route), hosts, began, deadline, latestEnd);
        return hosts instanceof FoundHosts.Hosts found
                ? closed(message, found)
                        .or(() -> early(departure))
                        .<Clearance<Departure>>map(Declined::new)
                        .orElseGet(() -> new Admitted<>(departure))
                : new Admitted<>(departure); // no connection will be made
    }

    /**
     * Decides whether an attempt must not count, because it shows only that the servers are busy with other messages of this
     * gateway.
     *
     * @return why the message was not tried; empty if it was
     */
    Optional<Untried> serversBusy(Departure departure, Collection<AttemptOutcome> outcomes) {
        if (!TooManyConnections.isSaidBy(outcomes)) {
            return Optional.empty();
        }
        Optional<Instant> turn = lanes.tooMany(departure.message(), clock.instant());
        return turn.map(until -> congested(departure.message(), until));
    }

    /** Asks the lanes whether other messages are under way to servers of the same owners. */
    private Optional<Untried> closed(QueuedMessage message, FoundHosts.Hosts found) {
        var owners = Destination.ownersOf(found.hosts().get(0));
        return lanes.entering(message, owners, clock.instant()).map(until -> congestion(until, clock.instant()));
    }

    /** Counts the message as sent, unless other messages had its turn while it waited for a worker. */
    private Optional<Untried> early(Departure departure) {
        OutboundLimits limits = departure.destination().limits();
        int most = limits.mostRecipients(ServerQuirks.RECIPIENTS);
        int transactions = (departure.mail().getRecipients().size() + most - 1) / most;
        return paces.send(limits, transactions, clock.instant())
                .map(slot -> paced(departure.mail(), departure.route(), slot, clock.instant()));
    }

    private static Untried congestion(Instant until, Instant now) {
        var cause = Cause.of(FailureKind.CONGESTION, "the servers were busy with other messages of this gateway");
        return new Deferral(cause, Duration.between(now, until));
    }

    /** The message is deferred until its turn at the rate of its destination, or until its sender is to be told of the delay. */
    private Untried paced(Mail mail, Route route, Slot slot, Instant now) {
        var cause = Cause.of(
                FailureKind.RATE,
                "this gateway sends its servers no more than " + slot.rate().words());
        Duration wait =
                RetryPolicy.of(mail, route, settings, now).notBeyondTheWarning(Duration.between(now, slot.at()));
        return new Deferral(cause, wait, Optional.of(slot));
    }

    private Optional<Untried> backedOff(Destination destination, Instant now) {
        return destinations.backedOffUntil(destination, now).map(period -> deferral(period, now));
    }

    /** The first message to a destination whose time has come is its probe; the others wait for it. */
    private Optional<Untried> probed(Destination destination, boolean overdue, Instant now) {
        return overdue ? Optional.empty() : destinations.probe(destination, now).map(period -> deferral(period, now));
    }

    private static Untried deferral(BackOff.Period period, Instant now) {
        return new Deferral(period.cause(), period.waitFrom(now));
    }

    /** Returns whether an attempt is overdue; first records a period in which no attempt was possible. */
    private boolean isAttemptOverdue(Mail mail, Route route, Instant now) {
        var policy = RetryPolicy.of(mail, route, settings, now);
        if (Attempts.isLate(mail, now) && !policy.owesAttempt() && !policy.hadGrace()) {
            Attempts.resumed(mail, now);
            policy = RetryPolicy.of(mail, route, settings, now);
        }
        return policy.isAttemptOverdue();
    }
}
