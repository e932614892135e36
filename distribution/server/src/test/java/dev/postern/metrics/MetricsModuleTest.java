package dev.postern.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.james.metrics.api.GaugeRegistry;
import org.apache.james.metrics.api.MetricFactory;
import org.junit.jupiter.api.Test;

class MetricsModuleTest {
    private final Injector injector = Guice.createInjector(new MetricsModule());

    @Test
    void allPartsShareOneRegistry() {
        injector.getInstance(GaugeRegistry.class).register("mailQueueSize:spool", () -> 7);
        injector.getInstance(MetricFactory.class).generate("enqueuedMail:spool").increment();
        injector.getInstance(MeterRegistry.class).counter("postern.test").increment();

        assertThat(injector.getInstance(PrometheusMeterRegistry.class).scrape())
                .contains(
                        "postern_queue_messages{queue=\"spool\"} 7.0\n",
                        "postern_queue_enqueued_total{queue=\"spool\"} 1.0\n",
                        "postern_test_total 1.0\n");
    }

    @Test
    void theProcessAndItsJvmAreMeasured() {
        assertThat(injector.getInstance(PrometheusMeterRegistry.class).scrape())
                .contains(
                        "\njvm_memory_used_bytes{area=\"heap\",",
                        "\njvm_threads_live_threads ",
                        "\nprocess_cpu_usage ",
                        "\nprocess_files_open_files ",
                        "\nprocess_uptime_seconds ");
    }

    /** Even if a tag had values of a stranger's choice. */
    @Test
    void memoryForMetersIsBounded() {
        MeterRegistry registry = injector.getInstance(MeterRegistry.class);
        for (int each = 0; each < 6000; each++) {
            registry.counter("postern.test", "from", Integer.toString(each)).increment();
        }

        assertThat(registry.getMeters()).hasSizeLessThanOrEqualTo(5000).hasSizeGreaterThan(4900);
    }
}
