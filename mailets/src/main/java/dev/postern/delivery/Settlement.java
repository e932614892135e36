package dev.postern.delivery;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptResult;
import dev.postern.attempt.Attempts;
import dev.postern.attempt.Reachability;
import dev.postern.delivery.Clearance.Deferral;
import dev.postern.delivery.Clearance.NotDue;
import dev.postern.delivery.Clearance.Untried;
import dev.postern.delivery.Disposition.Postponed;
import dev.postern.delivery.Disposition.Retried;
import dev.postern.delivery.Disposition.Settled;
import dev.postern.recipient.Recipient;
import dev.postern.route.DeliverySettings;
import dev.postern.route.MessageRoutes;
import dev.postern.route.Route;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.text.Printable;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a message after its attempt, or without one: which recipients are delivered, deferred or bounced, what the
 * sender and the tracking log are told, and when what is left is tried again. The other steps only report to
 * this one. It takes each settled recipient out of the mail at once, so that a later failure neither sends to a recipient twice nor
 * forgets one. Safe for any thread.
 */
final class Settlement {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settlement.class);
    private static final Duration AFTER_A_FAULT = Duration.ofMinutes(5);

    private final MessageRoutes routes;
    private final DeliverySettings settings;
    private final Destinations destinations;
    private final OutboundTracking tracking;
    private final SenderReports reports;
    private final MailetContext context;
    private final Clock clock;

    Settlement(
            MessageRoutes routes,
            DeliverySettings settings,
            Destinations destinations,
            OutboundTracking tracking,
            SenderReports reports,
            MailetContext context,
            Clock clock) {
        this.routes = routes;
        this.settings = settings;
        this.destinations = destinations;
        this.tracking = tracking;
        this.reports = reports;
        this.context = context;
        this.clock = clock;
    }

    /**
     * Settles a message that was attempted.
     *
     * @throws MessagingException if the sender could not be told of returned recipients; they are still in the mail
     */
    Disposition attempted(Departure departure, AttemptResult result) throws MessagingException {
        Mail mail = departure.mail();
        Route route = departure.route();
        Recipient.remove(mail, result.delivered());
        Attempts.began(mail, departure.began());
        Instant now = clock.instant();
        if (now.isAfter(departure.latestEnd())) { // the machine was suspended meanwhile; the servers may be fine
            Attempts.resumed(mail, now);
        }
        Attempts.count(mail);
        var policy = RetryPolicy.of(mail, route, settings, now);
        Reachability reachability = policy.reachability(result.outcomes().values());
        Optional<Duration> backedOff = destinations.learn(departure, result, reachability, policy);
        boolean changed = !routes.routeOf(mail, departure.message().domain()).equals(route);
        var open = OpenRecipients.of(result, changed, policy);
        boolean answered = reachability == Reachability.REACHED;
        boolean left;
        try {
            left = isLeft(mail, open, policy);
        } catch (MessagingException | RuntimeException e) { // nobody is returned: they are still in the mail
            tracking.outcome(mail, route, result, none -> false, policy::isOver);
            throw e;
        }
        tracking.outcome(mail, route, result, open.returnedCauses()::contains, policy::isOver);
        if (!left) {
            return new Settled(answered);
        }
        // By the rule that is in force now, if it changed.
        return new Retried(
                open.waitsFor(FailureKind.RULE_CHANGED)
                        ? Duration.ZERO
                        : backedOff.map(policy::notBeyondTheEnd).orElseGet(policy::nextWait),
                answered);
    }

    /**
     * Settles a message whose attempt showed only that its servers are busy with other messages: no attempt is counted.
     *
     * @throws MessagingException as {@link #attempted}
     */
    Disposition serversBusy(Departure departure, Untried why) throws MessagingException {
        Attempts.began(departure.mail(), departure.began());
        return untried(departure.mail(), why);
    }

    /**
     * Settles a message that was not attempted. No attempt is counted, but the clock of the message runs on.
     *
     * @throws MessagingException as {@link #attempted}
     */
    Disposition untried(Mail mail, Untried why) throws MessagingException {
        if (why instanceof NotDue early) {
            return new Postponed(early.delay());
        }
        return why instanceof Deferral deferral ? defer(mail, deferral) : neverAgain(mail);
    }

    private Disposition defer(Mail mail, Deferral deferral) throws MessagingException {
        deferral.slot().ifPresent(slot -> Attempts.setSlot(mail, slot));
        Route route = routes.routeOf(mail, QueuedMessage.domainOf(mail));
        var policy = RetryPolicy.of(mail, route, settings, clock.instant());
        var open = OpenRecipients.untried(
                Recipient.of(mail),
                recipient -> Attempts.cause(mail, recipient)
                        .filter(Cause::isOfAttempt)
                        .orElse(deferral.cause()),
                policy);
        boolean left = isLeft(mail, open, policy);
        publishReturned(mail, route, open);
        return left ? new Postponed(policy.notBeyondTheEnd(deferral.delay())) : new Settled(false);
    }

    private Disposition neverAgain(Mail mail) throws MessagingException {
        LOGGER.error(
                "Moving {} to mail/error after repeated unclean shutdowns while it was delivered. Find out what in it or in the servers"
                        + " of its recipients ends the process before you send it on",
                mail.getName());
        mail.setErrorMessage("The gateway repeatedly shut down uncleanly while it delivered this message.");
        context.sendMail(mail, Mail.ERROR);
        return new Settled(false);
    }

    /** Settles a message at which something failed unexpectedly. Throws nothing: if all fails, the message is tried again. */
    Disposition fault(Mail mail, Throwable fault) {
        LOGGER.error("Delivery of {} failed with an internal error", mail.getName(), fault);
        try {
            return counted(mail, fault);
        } catch (Exception | Error e) {
            LOGGER.error("Could not settle {} after an internal error; it stays in the queue", mail.getName(), e);
            return new Retried(AFTER_A_FAULT, false);
        }
    }

    /** Counts an attempt, so that this message too is given up in time. */
    private Disposition counted(Mail mail, Throwable fault) throws MessagingException {
        Instant now = clock.instant();
        DnsName domain = QueuedMessage.domainOf(mail);
        Route route = routes.routeOf(mail, domain);
        destinations.notTried(Destination.of(domain, route));
        Attempts.began(mail, now);
        Attempts.count(mail);
        var policy = RetryPolicy.of(mail, route, settings, now);
        var cause = Cause.of(
                FailureKind.OUR_FAULT, "the gateway failed at this message: " + Printable.of(fault.toString()));
        var open = OpenRecipients.untried(
                Recipient.of(mail), recipient -> Attempts.cause(mail, recipient).orElse(cause), policy);
        boolean left = isLeft(mail, open, policy);
        publishReturned(mail, route, open);
        return left
                ? new Retried(policy.notBeyondTheEnd(max(AFTER_A_FAULT, policy.nextWait())), false)
                : new Settled(false);
    }

    /** Tells the sender, removes bounced recipients, and records why the others are deferred. Returns whether any are left. */
    private boolean isLeft(Mail mail, OpenRecipients open, RetryPolicy policy) throws MessagingException {
        boolean warned = reports.send(mail, open, policy);
        Recipient.remove(
                mail,
                open.returned().stream().map(one -> one.recipient().address()).toList());
        if (open.waiting().isEmpty()) {
            return false;
        }
        Map<Recipient, Cause> causes = new LinkedHashMap<>();
        open.waiting().forEach(one -> causes.put(one.recipient(), one.cause()));
        Attempts.setCauses(mail, causes);
        if (warned) {
            Attempts.setWarned(mail);
        }
        return true;
    }

    /** Publishes the bounces of recipients for whom no attempt was made. To be called after the sender was told. */
    private void publishReturned(Mail mail, Route route, OpenRecipients open) {
        Map<Recipient, AttemptOutcome> outcomes = new LinkedHashMap<>();
        open.returned()
                .forEach(one -> outcomes.put(one.recipient(), new Deferred(one.cause(), new TlsSession.Clear())));
        tracking.outcome(
                mail, route, new AttemptResult(outcomes, Map.of()), open.returnedCauses()::contains, any -> false);
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
