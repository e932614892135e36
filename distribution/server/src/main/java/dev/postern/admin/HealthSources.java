package dev.postern.admin;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The sources from which {@code /healthz} judges the gateway.
 *
 * @param instance which gateway this is, as its data directory names it
 * @param takesMail false while it starts or stops
 * @param refusal why no new mail is accepted for the time being
 * @param expiring certificates that expire soon or have expired, one line each
 * @param warnings what an administrator should look at though mail is accepted, one line each
 */
public record HealthSources(
        String instance,
        BooleanSupplier takesMail,
        Supplier<Optional<String>> refusal,
        Supplier<List<String>> expiring,
        Supplier<List<String>> warnings) {}
