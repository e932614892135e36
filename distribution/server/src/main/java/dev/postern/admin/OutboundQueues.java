package dev.postern.admin;

import dev.postern.changes.Releases;
import dev.postern.delivery.AttemptWitness;
import dev.postern.delivery.OutboundEngine;
import dev.postern.delivery.Waiting;
import dev.postern.partner.Partner;
import dev.postern.partner.Partners;
import dev.postern.route.KeptRule;
import dev.postern.text.Plural;
import dev.postern.tls.DnsName;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows, flushes and releases the messages of all outgoing queues. Safe for any thread. */
public final class OutboundQueues {
    private static final Logger LOGGER = LoggerFactory.getLogger(OutboundQueues.class);

    private final Partners partners;
    private final Releases releases;
    private final AttemptWitness witness;
    private final List<OutboundEngine> engines = new CopyOnWriteArrayList<>();

    public OutboundQueues(Partners partners, Releases releases, AttemptWitness witness) {
        this.witness = witness;
        this.partners = partners;
        this.releases = releases;
    }

    public void add(OutboundEngine engine) {
        engine.witness(witness);
        engines.add(engine);
    }

    /** Begins to send, by all engines so far. */
    public void start() {
        engines.forEach(OutboundEngine::start);
    }

    /** Returns the queued messages by the partner's name, or by the domain if it is no partner's. */
    public Map<String, Waiting> waiting() throws MailQueueException {
        Map<String, Waiting> waiting = new TreeMap<>();
        for (OutboundEngine engine : engines) {
            engine.waiting().forEach((whose, some) -> waiting.merge(whose, some, Waiting::and));
        }
        return waiting;
    }

    /**
     * Tries what waits for that partner, now.
     *
     * @return false if there is no partner of that name
     */
    public boolean flush(String partner) {
        if (partners.current().named(partner).isEmpty()) {
            return false;
        }
        flush(domain -> partners.current()
                .partnerOf(domain)
                .map(Partner::name)
                .filter(partner::equals)
                .isPresent());
        return true;
    }

    /** Tries what waits for these domains, now. */
    public void flush(Predicate<DnsName> domains) {
        for (OutboundEngine engine : engines) {
            try {
                engine.flush(domains);
            } catch (MailQueueException e) {
                LOGGER.error("Could not flush an outgoing queue; its messages will be retried on schedule", e);
            }
        }
    }

    /** Returns the number of messages queued for these domains; leaves out a queue that cannot be read. */
    public long count(Predicate<DnsName> domains) {
        long sum = 0;
        for (OutboundEngine engine : engines) {
            try {
                sum += engine.waitingFor(domains);
            } catch (MailQueueException e) {
                LOGGER.error("Could not count the messages in an outgoing queue", e);
            }
        }
        return sum;
    }

    /**
     * Returns the messages that keep the rule of their acceptance instead of the partners file's. Reads every message.
     */
    public Map<KeptRule, Waiting> kept() throws MailQueueException {
        Map<KeptRule, Waiting> kept = new LinkedHashMap<>();
        for (OutboundEngine engine : engines) {
            engine.kept().forEach((rule, some) -> kept.merge(rule, some, Waiting::and));
        }
        return kept;
    }

    /** Returns the mail that can be released under the name of a partner or a domain; empty if there is none. Reads every message. */
    public Optional<Releasable> releasable(String name) throws MailQueueException {
        return Releasable.of(name, kept());
    }

    /**
     * Lifts the rule that the mail keeps, and tries it now.
     *
     * @throws IOException if that cannot be written to disk; then nothing was lifted
     */
    public void release(Releasable mail) throws IOException {
        if (mail.domain().isPresent()) {
            releases.releaseDomain(mail.domain().get());
        } else {
            releases.releasePartner(mail.name());
        }
        mail.kept()
                .forEach((rule, some) -> LOGGER.warn(
                        "An administrator released {} to {} from the rule of partner {} ({}); what holds"
                                + " instead: {}",
                        Plural.of(some.messages(), "message"),
                        rule.domain(),
                        rule.partner(),
                        rule.rule(),
                        rule.released()));
        flush(to -> mail.kept().keySet().stream().anyMatch(rule -> rule.domain().equals(to.ascii())));
    }
}
