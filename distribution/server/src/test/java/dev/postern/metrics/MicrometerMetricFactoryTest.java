package dev.postern.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.apache.james.metrics.api.Metric;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.api.MetricFactoryContract;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** James's contract of a metric factory, unchanged; and under which names Prometheus sees what James measures. */
class MicrometerMetricFactoryTest implements MetricFactoryContract {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MetricFactory factory = new MicrometerMetricFactory(registry);

    @Override
    public MetricFactory testee() {
        return factory;
    }

    @Test
    void whatOnlyGrowsIsACounter() {
        factory.generate("enqueuedMail:spool").add(3);
        factory.generate("dequeuedMail:outgoing").increment();
        factory.generate("smtpCommands").add(4);

        assertThat(registry.scrape())
                .contains(
                        "postern_queue_enqueued_total{queue=\"spool\"} 3.0\n",
                        "postern_queue_dequeued_total{queue=\"outgoing\"} 1.0\n",
                        "postern_smtp_commands_total 4.0\n");
    }

    @Test
    void whatMayShrinkIsAGauge() {
        Metric connections = factory.generate("smtpConnections");
        connections.add(2);
        connections.decrement();
        factory.generate("a mailet's own").add(5);
        factory.generate("a mailet's own").remove(1);

        assertThat(registry.scrape())
                .contains("postern_smtp_connections 1.0\n", "postern_james_value{metric=\"a mailet's own\"} 4.0\n");
    }

    @Test
    void timesAreTimersWithTagsOfFewValues() {
        for (String name : new String[] {
            "SMTP-mail",
            "SMTP-DATA",
            "SMTP-data",
            "enqueueTime:spool",
            "spoolProcessing",
            "findMXRecords",
            "ToProcessor"
        }) {
            assertThat(factory.timer(name).name()).isEqualTo(name);
            factory.timer(name).stopAndPublish();
        }

        assertThat(registry.scrape())
                .contains(
                        "postern_smtp_command_seconds_count{command=\"mail\"} 1\n",
                        "postern_smtp_command_seconds_count{command=\"data\"} 2\n",
                        "postern_queue_enqueue_seconds_count{queue=\"spool\"} 1\n",
                        "postern_spool_processing_seconds_count 1\n",
                        "postern_dns_lookup_seconds_count{lookup=\"mx\"} 1\n",
                        "postern_pipeline_step_seconds_count{step=\"ToProcessor\"} 1\n");
    }

    @Test
    void theTimeThatPassedIsTheTimeThatIsPublished() {
        var result = factory.timer("spoolProcessing").stopAndPublish();

        assertThat(registry.get("postern.spool.processing").timer().totalTime(TimeUnit.NANOSECONDS))
                .isEqualTo((double) result.elasped().toNanos());
    }

    /** The meter is of the subscription, be it of a value, of several, or of a failure. */
    @Test
    void aPublisherIsMeasuredFromSubscriptionToEnd() {
        Mono<String> one = Mono.from(factory.decoratePublisherWithTimerMetric("one", Mono.just("a")));
        Flux<String> two = Flux.from(factory.decoratePublisherWithTimerMetric("two", Flux.just("a", "b")));
        Mono<String> none = Mono.from(
                factory.decoratePublisherWithTimerMetric("none", Mono.error(new IllegalStateException("as wanted"))));
        assertThat(registry.find("postern.pipeline.step").timers()).isEmpty();

        assertThat(one.block()).isEqualTo("a");
        assertThat(two.collectList().block()).containsExactly("a", "b");
        assertThat(none.onErrorResume(e -> Mono.just("failed")).block()).isEqualTo("failed");
        assertThat(steps(registry)).isEqualTo(3);
    }

    private static long steps(MeterRegistry registry) {
        return registry.find("postern.pipeline.step").timers().stream()
                .mapToLong(timer -> timer.count())
                .sum();
    }
}
