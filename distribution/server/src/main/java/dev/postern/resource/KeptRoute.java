package dev.postern.resource;

import dev.postern.admin.Access;
import dev.postern.admin.Endpoint;
import dev.postern.admin.OutboundQueues;
import dev.postern.api.AdminPaths;
import dev.postern.api.KeptListing;
import dev.postern.delivery.Waiting;
import dev.postern.route.KeptRule;
import io.javalin.http.Context;
import java.util.Set;
import javax.inject.Inject;
import org.apache.james.queue.api.MailQueue.MailQueueException;

/** {@code GET /api/v1/queue/kept}: mail that keeps the rule of its acceptance, and what would hold instead. Reads every message. */
public final class KeptRoute implements ApiRoute {
    private final OutboundQueues queues;

    @Inject
    public KeptRoute(OutboundQueues queues) {
        this.queues = queues;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.get(AdminPaths.KEPT, Access.AUDITOR);
    }

    @Override
    public Contract contract() {
        return Contract.answers(KeptListing.class, "Lists the queued mail that keeps the rule it was accepted under.")
                .fails(503);
    }

    @Override
    public void handle(Context request) throws MailQueueException {
        Query.allow(request, Set.of());
        request.json(new KeptListing(queues.kept().entrySet().stream()
                .map(entry -> entry(entry.getKey(), entry.getValue()))
                .toList()));
    }

    private static KeptListing.Entry entry(KeptRule rule, Waiting waiting) {
        return new KeptListing.Entry(rule.partner(), rule.domain(), waiting.messages(), rule.rule(), rule.released());
    }
}
