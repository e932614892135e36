package dev.postern.delivery;

import dev.postern.pace.Paces;
import dev.postern.partner.Partner;
import dev.postern.route.KeptRule;
import dev.postern.route.MessageRoutes;
import dev.postern.tls.DnsName;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.mailet.Mail;

/** Lists what waits in the outgoing queue, for administrators. Safe for any thread. */
final class QueueSummary {
    private final MailQueue queue;
    private final MessageRoutes routes;
    private final Paces paces;
    private final Clock clock;

    QueueSummary(MailQueue queue, MessageRoutes routes, Paces paces, Clock clock) {
        this.queue = queue;
        this.routes = routes;
        this.paces = paces;
        this.clock = clock;
    }

    /** Returns how many messages the queue holds, those under way included; 0 if it cannot tell. */
    long size() throws MailQueue.MailQueueException {
        return queue instanceof ManageableMailQueue manageable ? manageable.getSize() : 0;
    }

    /** Returns the queued mail, by partner name or domain. */
    Map<String, Waiting> waiting() throws MailQueue.MailQueueException {
        Map<String, Waiting> waiting = new TreeMap<>();
        if (queue instanceof DomainQueue known) {
            known.waiting()
                    .forEach((domain, some) ->
                            waiting.merge(whose(domain), some.because(whyWaits(domain)), Waiting::and));
        } else if (queue instanceof ManageableMailQueue manageable) {
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
    long waitingFor(Predicate<DnsName> domains) throws MailQueue.MailQueueException {
        if (queue instanceof DomainQueue known) {
            return known.waiting().entrySet().stream()
                    .filter(entry ->
                            DnsName.parse(entry.getKey()).filter(domains).isPresent())
                    .mapToLong(entry -> entry.getValue().messages())
                    .sum();
        }
        return 0;
    }

    /** Returns the queued mail that keeps the rule of its acceptance in the place of the partners file's. Looks at every message. */
    Map<KeptRule, Waiting> kept() throws MailQueue.MailQueueException {
        Map<KeptRule, Waiting> kept = new LinkedHashMap<>();
        if (queue instanceof ManageableMailQueue manageable) {
            var items = manageable.browse();
            try {
                while (items.hasNext()) {
                    Mail mail = items.next().getMail();
                    routes.kept(mail, QueuedMessage.domainOf(mail))
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
}
