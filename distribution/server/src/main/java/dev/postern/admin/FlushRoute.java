package dev.postern.admin;

import dev.postern.api.AdminPaths;
import dev.postern.api.FlushResult;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.Optional;
import java.util.Set;
import javax.inject.Inject;

/** {@code POST /queue/flush?partner=NAME}, or without partner for all: tries queued mail now. */
public final class FlushRoute implements AdminRoute {
    private final OutboundQueues queues;

    @Inject
    public FlushRoute(OutboundQueues queues) {
        this.queues = queues;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.post(AdminPaths.FLUSH);
    }

    @Override
    public void handle(Context request) {
        if (!Set.of(AdminPaths.PARTNER).containsAll(request.queryParamMap().keySet())) {
            throw new BadRequestResponse("Unknown parameter; expected partner.");
        }
        Optional<String> partner = Optional.ofNullable(request.queryParam(AdminPaths.PARTNER));
        if (partner.isEmpty()) {
            queues.flush(domain -> true);
        } else if (!queues.flush(partner.get())) {
            throw new NotFoundResponse("No such partner.");
        }
        request.json(new FlushResult(partner));
    }
}
