package dev.postern.changes;

import dev.postern.config.ConfigurationProblem;
import dev.postern.domains.DomainsWatch;
import dev.postern.partnersfile.PartnersWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The changes of configuration files that were rejected: what was in force before them stays in force until the files are
 * repaired. Safe for any thread.
 */
public final class RejectedChanges {
    private final PartnersWatch partners;
    private final DomainsWatch domains;

    public RejectedChanges(PartnersWatch partners, DomainsWatch domains) {
        this.partners = partners;
        this.domains = domains;
    }

    /** Returns the problems of all rejected files; empty if there is none. */
    public List<ConfigurationProblem> problems() {
        return Stream.concat(partners.problems().stream(), domains.problems().stream())
                .toList();
    }

    /** Returns a line for each kind of file that was rejected. */
    public List<String> warnings() {
        return Stream.of(
                        warning("partners.yaml", partners.problems()),
                        warning("the files of own domains", domains.problems()))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> warning(String what, List<ConfigurationProblem> problems) {
        return problems.stream()
                .findFirst()
                .map(first -> "The change of " + what + " was rejected; the last good content stays in force. "
                        + (problems.size() == 1 ? "" : "The first of " + problems.size() + " problems: ") + first);
    }

    /** Registers {@code postern_configuration_problems}. */
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "partners", partners::problems);
        gauge(registry, "domains", domains::problems);
    }

    private static void gauge(
            MeterRegistry registry, String files, java.util.function.Supplier<List<ConfigurationProblem>> problems) {
        Gauge.builder(
                        "postern.configuration.problems",
                        problems,
                        list -> list.get().size())
                .tag("files", files)
                .description("Problems of files whose change was rejected")
                .strongReference(true)
                .register(registry);
    }
}
