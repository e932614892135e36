package dev.postern.admin;

import dev.postern.api.AdminPaths;
import dev.postern.api.Liveness;
import io.javalin.http.Context;

/** {@code GET /livez}: 200 as long as the process can answer at all, for whoever ends a process that hangs. */
public final class LivenessRoute implements AdminRoute {
    @Override
    public Endpoint endpoint() {
        return Endpoint.get(AdminPaths.LIVENESS, Access.ANYONE);
    }

    @Override
    public void handle(Context request) {
        request.json(Liveness.ALIVE);
    }
}
