package dev.postern.delivery;

import dev.postern.acceptance.RuleInForce;
import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Failed;
import dev.postern.attempt.AttemptResult;
import dev.postern.attempt.SmtpAttempt;
import dev.postern.recipient.Recipient;
import dev.postern.route.FoundHosts;
import dev.postern.route.MessageRoutes;
import dev.postern.route.Route;
import dev.postern.smtpclient.AttemptDeadline;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.Terms;
import dev.postern.text.Printable;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsSession;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one attempt by a route: under its rule, and where the rule is only watched in spite of it. Safe for any thread.
 */
final class RouteAttempt implements Delivery.Attempt {
    private static final Logger LOGGER = LoggerFactory.getLogger(RouteAttempt.class);

    private final MessageRoutes routes;
    private final SmtpAttempt attempt;

    RouteAttempt(MessageRoutes routes, SmtpAttempt attempt) {
        this.routes = routes;
        this.attempt = attempt;
    }

    @Override
    public AttemptResult make(Departure departure) {
        Mail mail = departure.mail();
        if (departure.route().rule() instanceof RuleInForce.Withheld withheld) {
            var cause = Cause.of(FailureKind.RULE_WITHDRAWN, Printable.of(withheld.reason()));
            return all(mail, new Deferred(cause, new TlsSession.Clear()));
        }
        if (departure.hosts() instanceof FoundHosts.Never never) {
            return all(mail, new Failed(never.cause(), new TlsSession.Clear()));
        }
        if (departure.hosts() instanceof FoundHosts.NotNow notNow) {
            return all(mail, new Deferred(notNow.cause(), new TlsSession.Clear()));
        }
        try {
            return overHosts(departure, ((FoundHosts.Hosts) departure.hosts()).hosts());
        } catch (MessagingException | IOException e) {
            LOGGER.error("Could not read the stored message {}", mail.getName(), e);
            String reason = "the stored message cannot be read: " + Printable.of(String.valueOf(e.getMessage()));
            return all(mail, new Deferred(Cause.of(FailureKind.OUR_FAULT, reason), new TlsSession.Clear()));
        }
    }

    private static AttemptResult all(Mail mail, AttemptOutcome outcome) {
        var outcomes = new LinkedHashMap<Recipient, AttemptOutcome>();
        Recipient.of(mail).forEach(recipient -> outcomes.put(recipient, outcome));
        return new AttemptResult(outcomes, Map.of());
    }

    private AttemptResult overHosts(Departure departure, List<Host> hosts) throws MessagingException, IOException {
        Mail mail = departure.mail();
        DnsName domain = departure.message().domain();
        Route route = departure.route();
        AttemptDeadline deadline = departure.deadline();
        BooleanSupplier inForce = () -> routes.routeOf(mail, domain).equals(route);
        var terms = Terms.of(route.policy(), departure.destination().limits());
        Map<Recipient, AttemptOutcome> outcomes =
                attempt.deliver(mail, Recipient.of(mail), terms, hosts, inForce, deadline);
        if (!route.isMonitored()) {
            return new AttemptResult(outcomes, Map.of());
        }
        // Monitor mode does what enforcing would do, and only where that holds mail back lets it go in spite of it.
        Map<Recipient, Deferred> wouldDefer = new LinkedHashMap<>();
        outcomes.forEach((recipient, outcome) -> {
            if (outcome instanceof Deferred deferred && deferred.cause().tls().isPresent()) {
                wouldDefer.put(recipient, deferred);
            }
        });
        if (!wouldDefer.isEmpty()) {
            outcomes.putAll(
                    inSpiteOfTheRule(mail, wouldDefer.keySet(), terms.opportunistic(), hosts, inForce, deadline));
        }
        return new AttemptResult(outcomes, wouldDefer);
    }

    /** What fails here must not lose what came of the attempt before, nor return the message for the rule that is only watched. */
    private Map<Recipient, AttemptOutcome> inSpiteOfTheRule(
            Mail mail,
            Set<Recipient> recipients,
            Terms terms,
            List<Host> hosts,
            BooleanSupplier inForce,
            AttemptDeadline deadline) {
        try {
            return attempt.deliver(mail, recipients, terms, hosts, inForce, deadline);
        } catch (MessagingException | IOException | RuntimeException e) {
            LOGGER.error("Delivery of {} without its monitored rule failed with an internal error", mail.getName(), e);
            var cause = Cause.of(
                    FailureKind.OUR_FAULT,
                    "the gateway failed at this message: " + Printable.of(String.valueOf(e.getMessage())));
            Map<Recipient, AttemptOutcome> outcomes = new LinkedHashMap<>();
            recipients.forEach(recipient -> outcomes.put(recipient, new Deferred(cause, new TlsSession.Clear())));
            return outcomes;
        }
    }
}
