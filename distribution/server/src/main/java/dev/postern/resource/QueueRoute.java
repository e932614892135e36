package dev.postern.resource;

import dev.postern.admin.Access;
import dev.postern.admin.Endpoint;
import dev.postern.admin.OutboundQueues;
import dev.postern.api.AdminPaths;
import dev.postern.api.QueueListing;
import dev.postern.delivery.Waiting;
import io.javalin.http.Context;
import java.util.Map;
import java.util.TreeMap;
import javax.inject.Inject;
import org.apache.james.queue.api.MailQueue.MailQueueException;

/** {@code GET /api/v1/queue}: the queued mail by destination, and since when it is queued. */
public final class QueueRoute implements ApiRoute {
    private static final String LIST = "queue";

    private final OutboundQueues queues;

    @Inject
    public QueueRoute(OutboundQueues queues) {
        this.queues = queues;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.get(AdminPaths.QUEUE, Access.AUDITOR);
    }

    @Override
    public Contract contract() {
        return Contract.answers(QueueListing.class, "Lists the queued mail by destination.")
                .paged()
                .fails(503);
    }

    @Override
    public void handle(Context request) throws MailQueueException {
        request.json(listing(queues.waiting(), Page.of(request, LIST)));
    }

    /** Returns a page of the destinations, by name. */
    static QueueListing listing(Map<String, Waiting> all, Page page) {
        var entries = new TreeMap<String, QueueListing.Entry>();
        all.forEach((name, waiting) ->
                entries.put(name, new QueueListing.Entry(name, waiting.messages(), waiting.oldest(), waiting.why())));
        Page.Slice<QueueListing.Entry> slice = page.of(entries, LIST);
        return new QueueListing(slice.entries(), slice.next());
    }
}
