package dev.postern.admin;

import dev.postern.api.AdminPaths;
import dev.postern.api.QueueListing;
import dev.postern.delivery.Waiting;
import io.javalin.http.Context;
import javax.inject.Inject;
import org.apache.james.queue.api.MailQueue.MailQueueException;

/** {@code GET /queue}: what is queued, and since when. */
public final class QueueRoute implements AdminRoute {
    private final OutboundQueues queues;

    @Inject
    public QueueRoute(OutboundQueues queues) {
        this.queues = queues;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.get(AdminPaths.QUEUE, Access.COMMANDS);
    }

    @Override
    public void handle(Context request) throws MailQueueException {
        request.json(new QueueListing(queues.waiting().entrySet().stream()
                .map(entry -> entry(entry.getKey(), entry.getValue()))
                .toList()));
    }

    private static QueueListing.Entry entry(String name, Waiting waiting) {
        return new QueueListing.Entry(name, waiting.messages(), waiting.oldest(), waiting.why());
    }
}
