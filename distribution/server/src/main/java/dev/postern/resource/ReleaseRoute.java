package dev.postern.resource;

import dev.postern.admin.Access;
import dev.postern.admin.Endpoint;
import dev.postern.admin.OutboundQueues;
import dev.postern.admin.Releasable;
import dev.postern.api.AdminPaths;
import dev.postern.api.ReleaseRequest;
import dev.postern.api.ReleaseResult;
import dev.postern.audit.Change;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import javax.inject.Inject;
import org.apache.james.queue.api.MailQueue.MailQueueException;

/** {@code POST /api/v1/queue/release}: lifts the rule that the queued mail of a partner or domain keeps. */
public final class ReleaseRoute implements ApiRoute {
    private final OutboundQueues queues;
    private final AuditedChanges changes;

    @Inject
    public ReleaseRoute(OutboundQueues queues, AuditedChanges changes) {
        this.queues = queues;
        this.changes = changes;
    }

    /** Weakens a rule, and so is for administrators only. */
    @Override
    public Endpoint endpoint() {
        return Endpoint.post(AdminPaths.RELEASE, Access.ADMIN);
    }

    @Override
    public Contract contract() {
        return Contract.answers(ReleaseResult.class, "Lifts the rule that a partner's or domain's queued mail keeps.")
                .receives(ReleaseRequest.class)
                .fails(404, 503, 507);
    }

    @Override
    public void handle(Context request) throws MailQueueException {
        Query.allow(request, Set.of());
        String name = RequestBody.read(request, ReleaseRequest.class).name();
        Releasable mail = queues.releasable(name)
                .orElseThrow(() -> new NotFoundResponse("No queued message keeps a rule of that partner or domain."));
        var change = new Change("queue released", name, Optional.of(mail.rules()), Optional.of(mail.rulesAfterwards()));
        changes.record(request, change);
        try {
            queues.release(mail);
        } catch (IOException e) {
            changes.recordFailure(request, change, e);
            throw AuditedChanges.unwritten(e);
        }
        request.json(new ReleaseResult(mail.messages()));
    }
}
