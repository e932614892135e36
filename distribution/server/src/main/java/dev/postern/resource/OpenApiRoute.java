package dev.postern.resource;

import dev.postern.admin.Access;
import dev.postern.admin.AdminRoute;
import dev.postern.admin.Endpoint;
import dev.postern.api.AdminPaths;
import io.javalin.http.Context;
import java.util.Set;
import javax.inject.Inject;
import javax.inject.Provider;

/** {@code GET /api/v1/openapi.json}: describes all routes of the API. */
public final class OpenApiRoute implements ApiRoute {
    private final Provider<Set<AdminRoute>> routes;

    @Inject
    public OpenApiRoute(Provider<Set<AdminRoute>> routes) {
        this.routes = routes;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.get(AdminPaths.OPENAPI, Access.AUDITOR);
    }

    @Override
    public Contract contract() {
        return Contract.answersObject("Returns this description (OpenAPI 3.1).");
    }

    @Override
    public void handle(Context request) {
        Query.allow(request, Set.of());
        request.json(OpenApi.of(routes.get()));
    }
}
