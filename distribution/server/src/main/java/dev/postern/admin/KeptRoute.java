package dev.postern.admin;

import dev.postern.api.AdminPaths;
import dev.postern.api.KeptListing;
import dev.postern.delivery.Waiting;
import dev.postern.route.KeptRule;
import io.javalin.http.Context;
import javax.inject.Inject;
import org.apache.james.queue.api.MailQueue.MailQueueException;

/** {@code GET /queue/kept}: what keeps the rule of its acceptance, and what would hold instead. It looks at every message. */
public final class KeptRoute implements AdminRoute {
    private final OutboundQueues queues;

    @Inject
    public KeptRoute(OutboundQueues queues) {
        this.queues = queues;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.get(AdminPaths.KEPT, Access.COMMANDS);
    }

    @Override
    public void handle(Context request) throws MailQueueException {
        request.json(new KeptListing(queues.kept().entrySet().stream()
                .map(entry -> entry(entry.getKey(), entry.getValue()))
                .toList()));
    }

    private static KeptListing.Entry entry(KeptRule rule, Waiting waiting) {
        return new KeptListing.Entry(rule.partner(), rule.domain(), waiting.messages(), rule.rule(), rule.released());
    }
}
