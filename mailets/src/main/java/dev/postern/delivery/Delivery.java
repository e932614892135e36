package dev.postern.delivery;

import dev.postern.delivery.DeliveryNotice.Action;
import dev.postern.delivery.Persistence.Next;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;

/**
 * Takes one message of one domain through one attempt and settles what it left open: done, tried again, or returned. The
 * route is looked up afresh each time. Safe for any thread.
 */
final class Delivery {
    private final Routes routes;
    private final DeliverySettings settings;
    private final HostLookup lookup;
    private final SmtpAttempt attempt;
    private final OutboundLog log;
    private final MailetContext context;
    private final Clock clock;
    private final DeliveryNotice notice;

    Delivery(
            Routes routes,
            DeliverySettings settings,
            HostLookup lookup,
            SmtpAttempt attempt,
            OutboundLog log,
            MailetContext context,
            Clock clock) {
        this.routes = routes;
        this.settings = settings;
        this.lookup = lookup;
        this.attempt = attempt;
        this.log = log;
        this.context = context;
        this.clock = clock;
        this.notice = new DeliveryNotice(settings.hostname());
    }

    /** What is put back into the queue, if anything, and for how long. */
    record PutBack(Mail mail, Duration delay) {}

    /**
     * Makes one attempt.
     *
     * @param mail all its recipients are of one domain
     * @return what must be tried again
     */
    List<PutBack> attempt(Mail mail) throws MessagingException {
        DnsName domain = domainOf(mail);
        Route route = routes.routeOf(domain);
        Map<MailAddress, AttemptOutcome> outcomes = outcomes(mail, domain, route);

        Map<Cause, List<MailAddress>> failed = new LinkedHashMap<>();
        Map<Cause, List<MailAddress>> deferred = new LinkedHashMap<>();
        outcomes.forEach((recipient, outcome) -> {
            if (outcome instanceof AttemptOutcome.Failed failure) {
                failed.computeIfAbsent(failure.cause(), any -> new ArrayList<>())
                        .add(recipient);
            } else if (outcome instanceof AttemptOutcome.Deferred deferral) {
                deferred.computeIfAbsent(deferral.cause(), any -> new ArrayList<>())
                        .add(recipient);
            }
        });

        Instant now = clock.instant();
        Instant since = Attempts.since(mail, now);
        int attempts = Attempts.count(mail);
        Instant end = since.plus(route.policy().giveUpAfter().orElse(settings.giveUpAfter()));
        List<PutBack> putBack = new ArrayList<>();
        for (var entry : deferred.entrySet()) {
            Next next = Persistence.afterDeferral(
                    entry.getKey(), route, settings, since, now, attempts, Attempts.isWarned(mail));
            if (next instanceof Next.GiveUp) {
                failed.computeIfAbsent(entry.getKey(), any -> new ArrayList<>()).addAll(entry.getValue());
            } else if (next instanceof Next.Wait wait) {
                if (wait.warn()) {
                    notify(mail, entry.getValue(), entry.getKey(), Action.DELAYED, now, end);
                    Attempts.setWarned(mail);
                }
                Mail rest = mail.duplicate();
                rest.setName(mail.getName());
                rest.setRecipients(entry.getValue());
                putBack.add(new PutBack(rest, wait.delay()));
            }
        }
        log.write(mail, route, outcomes, failed.keySet());
        for (var entry : failed.entrySet()) {
            notify(mail, entry.getValue(), entry.getKey(), Action.FAILED, now, end);
        }
        return putBack;
    }

    private Map<MailAddress, AttemptOutcome> outcomes(Mail mail, DnsName domain, Route route) {
        HostLookup.Found found = route.policy().nextHop().map(lookup::nextHop).orElseGet(() -> lookup.mx(domain));
        if (found instanceof HostLookup.Found.Hosts hosts) {
            return attempt.deliver(mail, route.policy().tls(), hosts.hosts());
        }
        AttemptOutcome outcome = found instanceof HostLookup.Found.Never never
                ? new AttemptOutcome.Failed(never.cause(), new TlsSession.Clear())
                : new AttemptOutcome.Deferred(((HostLookup.Found.NotNow) found).cause(), new TlsSession.Clear());
        var outcomes = new LinkedHashMap<MailAddress, AttemptOutcome>();
        mail.getRecipients().forEach(recipient -> outcomes.put(recipient, outcome));
        return outcomes;
    }

    private void notify(Mail mail, List<MailAddress> recipients, Cause cause, Action action, Instant now, Instant end)
            throws MessagingException {
        if (!mail.hasSender()) {
            return; // RFC 5321 §6.1: never a notice about a notice
        }
        Mail dsn = MailImpl.builder()
                .name(MailImpl.getId())
                .sender(MaybeSender.nullSender())
                .addRecipients(mail.getMaybeSender().asList())
                .mimeMessage(notice.about(mail, recipients, cause, action, now, end))
                .build();
        try {
            context.sendMail(dsn);
        } finally {
            LifecycleUtil.dispose(dsn);
        }
    }

    /** A recipient whose domain cannot be read never enters the queue; see {@code PartnerRemoteDelivery}. */
    private static DnsName domainOf(Mail mail) {
        return mail.getRecipients().stream()
                .findFirst()
                .flatMap(recipient -> DnsName.parse(recipient.getDomain().asString()))
                .orElseThrow(() -> new IllegalStateException(mail.getName() + " has no recipient with a domain"));
    }
}
