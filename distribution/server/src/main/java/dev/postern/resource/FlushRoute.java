package dev.postern.resource;

import dev.postern.admin.Access;
import dev.postern.admin.Endpoint;
import dev.postern.admin.OutboundQueues;
import dev.postern.api.AdminPaths;
import dev.postern.api.FlushRequest;
import dev.postern.api.FlushResult;
import dev.postern.audit.Change;
import dev.postern.partner.Partners;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.Optional;
import java.util.Set;
import javax.inject.Inject;

/** {@code POST /api/v1/queue/flush}: attempts delivery of a partner's queued mail now, or of all. */
public final class FlushRoute implements ApiRoute {
    private final OutboundQueues queues;
    private final Partners partners;
    private final AuditedChanges changes;

    @Inject
    public FlushRoute(OutboundQueues queues, Partners partners, AuditedChanges changes) {
        this.queues = queues;
        this.partners = partners;
        this.changes = changes;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.post(AdminPaths.FLUSH, Access.OPERATOR);
    }

    @Override
    public Contract contract() {
        return Contract.answers(FlushResult.class, "Attempts delivery of a partner's queued mail now, or of all.")
                .receives(FlushRequest.class)
                .fails(404, 503, 507);
    }

    @Override
    public void handle(Context request) {
        Query.allow(request, Set.of());
        FlushRequest flush = RequestBody.read(request, FlushRequest.class);
        if (!flush.hasOneTarget()) {
            throw RequestBody.invalid(FlushRequest.class);
        }
        if (flush.partner()
                .filter(name -> partners.current().named(name).isEmpty())
                .isPresent()) {
            throw new NotFoundResponse("No such partner.");
        }
        changes.record(
                request,
                new Change("queue flushed", flush.partner().orElse("all"), Optional.empty(), Optional.empty()));
        flush.partner().ifPresentOrElse(queues::flush, () -> queues.flush(domain -> true));
        request.json(new FlushResult(flush.partner()));
    }
}
