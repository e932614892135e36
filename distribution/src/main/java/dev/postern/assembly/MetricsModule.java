package dev.postern.assembly;

import com.codahale.metrics.MetricRegistry;
import com.google.inject.AbstractModule;
import org.apache.james.metrics.api.GaugeRegistry;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.api.NoopGaugeRegistry;
import org.apache.james.metrics.dropwizard.DropWizardMetricFactory;

/** What James's parts count by. */
final class MetricsModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(MetricFactory.class).toInstance(new DropWizardMetricFactory(new MetricRegistry()));
        bind(GaugeRegistry.class).to(NoopGaugeRegistry.class);
    }
}
