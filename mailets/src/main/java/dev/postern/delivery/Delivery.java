package dev.postern.delivery;

import dev.postern.delivery.AttemptOutcome.Deferred;
import dev.postern.delivery.AttemptOutcome.Delivered;
import dev.postern.delivery.AttemptOutcome.Failed;
import dev.postern.delivery.DeliveryNotice.Action;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSession;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one message of one domain through one attempt and settles what it left open: done, tried again, or returned. The
 * route is looked up afresh each time. Safe for any thread.
 */
final class Delivery {
    private static final Logger LOGGER = LoggerFactory.getLogger(Delivery.class);

    private final Routes routes;
    private final DeliverySettings settings;
    private final HostLookup lookup;
    private final SmtpAttempt attempt;
    private final OutboundLog log;
    private final Notices notices;
    private final Clock clock;

    Delivery(
            Routes routes,
            DeliverySettings settings,
            HostLookup lookup,
            SmtpAttempt attempt,
            OutboundLog log,
            Notices notices,
            Clock clock) {
        this.routes = routes;
        this.settings = settings;
        this.lookup = lookup;
        this.attempt = attempt;
        this.log = log;
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * Makes one attempt.
     *
     * @param mail all its recipients are of one domain. Whoever is settled is taken out of it at once, so that whatever
     *     fails later can never send to anybody twice, nor forget anybody
     * @return how long what is left in the mail is to wait; empty if all is settled
     * @throws MessagingException if something on our side failed; what is left in the mail is still open
     */
    Optional<Duration> attempt(Mail mail) throws MessagingException {
        DnsName domain = domainOf(mail);
        Route route = routes.routeOf(domain);
        AttemptResult result = result(mail, domain, route);
        settle(mail, recipients(result, Delivered.class));

        Instant now = clock.instant();
        var persistence = new Persistence(route, settings, Attempts.since(mail, now), now, Attempts.count(mail));
        Map<Cause, List<MailAddress>> returned = new LinkedHashMap<>();
        Map<Cause, List<MailAddress>> waiting = new LinkedHashMap<>();
        result.outcomes().forEach((recipient, outcome) -> {
            if (outcome instanceof Failed failed) {
                add(returned, failed.cause(), recipient);
            } else if (outcome instanceof Deferred deferred) {
                add(persistence.isOver(deferred.cause()) ? returned : waiting, deferred.cause(), recipient);
            }
        });
        log.write(mail, route, result, returned.keySet());

        for (var entry : returned.entrySet()) {
            notices.send(mail, entry.getValue(), entry.getKey(), Action.FAILED, now, persistence.end());
            settle(mail, entry.getValue());
        }
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        if (persistence.isWarningDue() && !Attempts.isWarned(mail)) {
            warn(mail, waiting, now, persistence.end());
        }
        return Optional.of(persistence.nextWait());
    }

    private AttemptResult result(Mail mail, DnsName domain, Route route) {
        HostLookup.Found found = route.policy().nextHop().map(lookup::nextHop).orElseGet(() -> lookup.mx(domain));
        if (found instanceof HostLookup.Found.Never never) {
            return all(mail, new Failed(never.cause(), new TlsSession.Clear()));
        }
        if (found instanceof HostLookup.Found.NotNow notNow) {
            return all(mail, new Deferred(notNow.cause(), new TlsSession.Clear()));
        }
        try {
            return overHosts(mail, route, ((HostLookup.Found.Hosts) found).hosts());
        } catch (MessagingException | IOException e) {
            LOGGER.error("the stored message {} cannot be read", mail.getName(), e);
            String reason = "the stored message cannot be read: " + Printable.of(String.valueOf(e.getMessage()));
            return all(mail, new Deferred(Cause.network("3.0", reason), new TlsSession.Clear()));
        }
    }

    private static AttemptResult all(Mail mail, AttemptOutcome outcome) {
        var outcomes = new LinkedHashMap<MailAddress, AttemptOutcome>();
        mail.getRecipients().forEach(recipient -> outcomes.put(recipient, outcome));
        return new AttemptResult(outcomes, Map.of());
    }

    private AttemptResult overHosts(Mail mail, Route route, List<Host> hosts) throws MessagingException, IOException {
        Map<MailAddress, AttemptOutcome> outcomes =
                attempt.deliver(mail, mail.getRecipients(), route.policy().tls(), hosts);
        if (!route.isMonitored()) {
            return new AttemptResult(outcomes, Map.of());
        }
        // Monitor mode does what enforcing would do, and only where that holds mail back lets it go in spite of it.
        Map<MailAddress, Deferred> heldBack = new LinkedHashMap<>();
        outcomes.forEach((recipient, outcome) -> {
            if (outcome instanceof Deferred deferred && deferred.cause().tls().isPresent()) {
                heldBack.put(recipient, deferred);
            }
        });
        if (!heldBack.isEmpty()) {
            outcomes.putAll(attempt.deliver(mail, heldBack.keySet(), new TlsPolicy.May(), hosts));
        }
        return new AttemptResult(outcomes, heldBack);
    }

    /** A warning that cannot be sent is no reason to do anything to the message. */
    private void warn(Mail mail, Map<Cause, List<MailAddress>> waiting, Instant now, Instant end) {
        try {
            for (var entry : waiting.entrySet()) {
                notices.send(mail, entry.getValue(), entry.getKey(), Action.DELAYED, now, end);
            }
            Attempts.setWarned(mail);
        } catch (MessagingException e) {
            LOGGER.warn("the sender of {} could not be told of the delay", mail.getName(), e);
        }
    }

    private static void settle(Mail mail, List<MailAddress> settled) {
        mail.setRecipients(mail.getRecipients().stream()
                .filter(recipient -> !settled.contains(recipient))
                .toList());
    }

    private static List<MailAddress> recipients(AttemptResult result, Class<? extends AttemptOutcome> kind) {
        return result.outcomes().entrySet().stream()
                .filter(entry -> kind.isInstance(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static void add(Map<Cause, List<MailAddress>> causes, Cause cause, MailAddress recipient) {
        causes.computeIfAbsent(cause, any -> new ArrayList<>()).add(recipient);
    }

    /** A recipient whose domain cannot be read never enters the queue; see {@code PartnerRemoteDelivery}. */
    private static DnsName domainOf(Mail mail) {
        return mail.getRecipients().stream()
                .findFirst()
                .flatMap(recipient -> DnsName.parse(recipient.getDomain().asString()))
                .orElseThrow(() -> new IllegalStateException(mail.getName() + " has no recipient with a domain"));
    }
}
