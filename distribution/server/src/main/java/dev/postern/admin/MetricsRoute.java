package dev.postern.admin;

import dev.postern.api.AdminPaths;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import javax.inject.Inject;

/** {@code GET /metrics}: all meters, in Prometheus's text format. */
public final class MetricsRoute implements AdminRoute {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;

    @Inject
    public MetricsRoute(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.get(AdminPaths.METRICS, Access.BY_ADDRESS);
    }

    @Override
    public void handle(Context request) {
        request.result(registry.scrape(TEXT)).contentType(TEXT);
    }
}
