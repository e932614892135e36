package dev.postern.server;

import dev.postern.delivery.OutboundEngine;
import dev.postern.delivery.Waiting;
import dev.postern.partner.Partner;
import dev.postern.partner.Partners;
import dev.postern.tls.DnsName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits to leave, in all outgoing queues, and the ways to let it go now. Safe for any thread. */
final class OutboundQueues {
    private static final Logger LOGGER = LoggerFactory.getLogger(OutboundQueues.class);

    private final Partners partners;
    private final List<OutboundEngine> engines = new CopyOnWriteArrayList<>();

    OutboundQueues(Partners partners) {
        this.partners = partners;
    }

    void add(OutboundEngine engine) {
        engines.add(engine);
    }

    /** Begins to send, by all engines so far. */
    void start() {
        engines.forEach(OutboundEngine::start);
    }

    /** By the partner's name, or the domain that is nobody's. */
    Map<String, Waiting> waiting() throws MailQueueException {
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
    boolean flush(String partner) {
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
    void flush(Predicate<DnsName> domains) {
        for (OutboundEngine engine : engines) {
            try {
                engine.flush(domains);
            } catch (MailQueueException e) {
                LOGGER.error("what waits in an outgoing queue is not tried at once, but at its time", e);
            }
        }
    }
}
