package dev.postern.admin;

import dev.postern.api.AdminPaths;
import dev.postern.api.Health;
import dev.postern.thread.Faults;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;

/**
 * {@code GET /healthz}: 200 while the gateway accepts mail and none of its threads fails, else 503. The reasons name directories,
 * brokers and faults, and are told to programs on this very machine only; others, such as a kubelet, are told that there is one.
 */
public final class HealthRoute implements AdminRoute {
    private final HealthSources sources;

    @Inject
    public HealthRoute(HealthSources sources) {
        this.sources = sources;
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
        Health health = health();
        return caller.mayLearnReasons() ? health : Health.of(health.status());
    }

    private Health health() {
        if (!sources.takesMail().getAsBoolean()) {
            return Health.of(Health.Status.NOT_READY);
        }
        Optional<String> refusal = sources.refusal().get();
        if (refusal.isPresent()) {
            return new Health(Health.Status.DEFERRING, refusal, List.of(), List.of());
        }
        Optional<String> fault = Faults.current();
        if (fault.isPresent()) {
            return new Health(Health.Status.FAILING, fault, List.of(), List.of());
        }
        return new Health(
                Health.Status.READY,
                Optional.empty(),
                sources.expiring().get(),
                sources.warnings().get());
    }
}
