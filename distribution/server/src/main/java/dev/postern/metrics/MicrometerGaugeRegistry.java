package dev.postern.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.inject.Inject;
import org.apache.james.metrics.api.Gauge;
import org.apache.james.metrics.api.GaugeRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets James's parts register gauges in a Micrometer registry, under the names of {@link JamesMeter}. The last one that is registered
 * under a name holds. Not a number: what is no number, and what cannot be read at the moment. Safe for any thread.
 */
public final class MicrometerGaugeRegistry implements GaugeRegistry {
    private static final Logger LOGGER = LoggerFactory.getLogger(MicrometerGaugeRegistry.class);

    private final MeterRegistry registry;
    private final Map<String, Current> gauges = new ConcurrentHashMap<>();

    @Inject
    public MicrometerGaugeRegistry(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public <T> GaugeRegistry register(String name, Gauge<T> gauge) {
        gauges.computeIfAbsent(name, this::registered).gauge = gauge;
        return this;
    }

    @Override
    public <T> SettableGauge<T> settableGauge(String name) {
        return value -> register(name, () -> value);
    }

    private Current registered(String name) {
        var current = new Current();
        JamesMeter meter = JamesMeter.gauge(name);
        io.micrometer.core.instrument.Gauge.builder(meter.name(), () -> number(name, current.gauge))
                .tags(meter.tags())
                .register(registry);
        return current;
    }

    private static double number(String name, Gauge<?> gauge) {
        try {
            return gauge.get() instanceof Number number ? number.doubleValue() : Double.NaN;
        } catch (RuntimeException e) {
            LOGGER.warn("Could not read the gauge {}: {}", name, e.toString());
            return Double.NaN;
        }
    }

    /** What is registered under a name now. */
    private static final class Current {
        private volatile Gauge<?> gauge = () -> Double.NaN;
    }
}
