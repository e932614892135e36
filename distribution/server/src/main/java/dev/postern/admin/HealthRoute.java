package dev.postern.admin;

import dev.postern.api.AdminPaths;
import dev.postern.api.Health;
import io.javalin.http.Context;
import javax.inject.Inject;

/**
 * {@code GET /healthz}: 200 while the gateway accepts mail and none of its threads fails, else 503. The reasons name directories,
 * brokers and faults, and are told to programs on this very machine only; others, such as a kubelet, are told that there is one.
 */
public final class HealthRoute implements AdminRoute {
    private final HealthSources sources;
    private final HealthReport report;

    @Inject
    public HealthRoute(HealthSources sources) {
        this.sources = sources;
        this.report = new HealthReport(sources);
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.get(AdminPaths.HEALTH, Access.ANYONE);
    }

    @Override
    public void handle(Context request) {
        Health health = health(Caller.of(request));
        request.header(AdminPaths.INSTANCE_HEADER, sources.instance())
                .status(health.status() == Health.Status.READY ? 200 : 503)
                .json(health);
    }

    Health health(Caller caller) {
        Health health = report.current();
        return caller.mayLearnReasons() ? health : Health.of(health.status());
    }
}
