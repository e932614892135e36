package dev.postern.admin;

import dev.postern.api.Health;
import dev.postern.thread.Faults;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;

/** Judges the state of the gateway. */
public final class HealthReport {
    private final HealthSources sources;

    @Inject
    public HealthReport(HealthSources sources) {
        this.sources = sources;
    }

    /** Returns the state now, with all reasons. */
    public Health current() {
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
