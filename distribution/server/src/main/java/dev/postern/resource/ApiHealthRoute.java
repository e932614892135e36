package dev.postern.resource;

import dev.postern.admin.Access;
import dev.postern.admin.Endpoint;
import dev.postern.admin.HealthReport;
import dev.postern.api.AdminPaths;
import dev.postern.api.Health;
import io.javalin.http.Context;
import java.util.Set;
import javax.inject.Inject;

/** {@code GET /api/v1/health}: 200 with the state of the gateway, whatever it is, with all reasons. */
public final class ApiHealthRoute implements ApiRoute {
    private final HealthReport report;

    @Inject
    public ApiHealthRoute(HealthReport report) {
        this.report = report;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.get(AdminPaths.API_HEALTH, Access.AUDITOR);
    }

    @Override
    public Contract contract() {
        return Contract.answers(Health.class, "Returns the state of the gateway with all reasons.");
    }

    @Override
    public void handle(Context request) {
        Query.allow(request, Set.of());
        request.json(report.current());
    }
}
