package dev.postern.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class MicrometerGaugeRegistryTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MicrometerGaugeRegistry gauges = new MicrometerGaugeRegistry(registry);

    @Test
    void theSizeOfAQueueIsReadAtEachScrape() {
        long[] size = {7};
        gauges.register("mailQueueSize:spool", () -> size[0]);
        assertThat(registry.scrape()).contains("postern_queue_messages{queue=\"spool\"} 7.0\n");

        size[0] = 8;
        assertThat(registry.scrape()).contains("postern_queue_messages{queue=\"spool\"} 8.0\n");
    }

    /** Micrometer itself keeps the first and drops the second. */
    @Test
    void aQueueThatIsOpenedAgainIsTheOneThatIsMeasured() {
        gauges.register("mailQueueSize:spool", () -> 1L).register("mailQueueSize:spool", () -> 2L);

        assertThat(registry.scrape())
                .contains("postern_queue_messages{queue=\"spool\"} 2.0\n")
                .doesNotContain("} 1.0\n");
    }

    @Test
    void aSettableGaugeHasTheLastValue() {
        var gauge = gauges.<Integer>settableGauge("open");
        gauge.setValue(1);
        gauge.setValue(3);

        assertThat(registry.scrape()).contains("postern_james_value{metric=\"open\"} 3.0\n");
    }

    @Test
    void aGaugeThatFailsOrIsNoNumberSpoilsNoOther() {
        gauges.register("mailQueueSize:broken", () -> {
                    throw new IllegalStateException("the broker is away");
                })
                .register("words", () -> "seven")
                .register("mailQueueSize:spool", () -> 7);

        assertThat(registry.scrape())
                .contains(
                        "postern_queue_messages{queue=\"broken\"} NaN\n",
                        "postern_james_value{metric=\"words\"} NaN\n",
                        "postern_queue_messages{queue=\"spool\"} 7.0\n");
    }
}
