package dev.postern.metrics;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.apache.james.metrics.api.GaugeRegistry;
import org.apache.james.metrics.api.MetricFactory;

/** Binds the {@link MeterRegistry} that all parts share, with the meters of the JVM and of the process, and James's parts to it. */
public final class MetricsModule extends AbstractModule {
    /** No tag has values that a stranger chooses; if one should ever have, this is where memory ends to grow. */
    private static final int MOST_METERS = 5000;

    @Override
    protected void configure() {
        bind(MeterRegistry.class).to(PrometheusMeterRegistry.class);
        bind(MetricFactory.class).to(MicrometerMetricFactory.class).in(Scopes.SINGLETON);
        bind(GaugeRegistry.class).to(MicrometerGaugeRegistry.class).in(Scopes.SINGLETON);
    }

    @Provides
    @Singleton
    PrometheusMeterRegistry prometheus() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(MeterFilter.maximumAllowableMetrics(MOST_METERS));
        ofThisProcess().forEach(binder -> binder.bindTo(registry));
        return registry;
    }

    /** They live as long as the JVM, as the gateway does. */
    private static List<MeterBinder> ofThisProcess() {
        return List.of(
                new JvmMemoryMetrics(),
                new JvmGcMetrics(),
                new JvmThreadMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics());
    }
}
