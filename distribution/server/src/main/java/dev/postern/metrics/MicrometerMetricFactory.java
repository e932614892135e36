package dev.postern.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.inject.Inject;
import org.apache.james.metrics.api.Metric;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.api.TimeMetric;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Lets James's parts count and measure in a Micrometer registry, under the names of {@link JamesMeter}. Safe for any thread. */
public final class MicrometerMetricFactory implements MetricFactory {
    private final MeterRegistry registry;
    private final Map<String, Metric> metrics = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    @Inject
    public MicrometerMetricFactory(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Metric generate(String name) {
        return metrics.computeIfAbsent(name, this::registered);
    }

    private Metric registered(String name) {
        var metric = new MicrometerMetric();
        Optional<JamesMeter> counter = JamesMeter.counter(name);
        if (counter.isPresent()) {
            FunctionCounter.builder(counter.get().name(), metric, Metric::getCount)
                    .tags(counter.get().tags())
                    .register(registry);
        } else {
            JamesMeter gauge = JamesMeter.gauge(name);
            Gauge.builder(gauge.name(), metric::getCount).tags(gauge.tags()).register(registry);
        }
        return metric;
    }

    @Override
    public TimeMetric timer(String name) {
        return new MicrometerTimeMetric(name, timers.computeIfAbsent(name, this::registeredTimer));
    }

    private Timer registeredTimer(String name) {
        JamesMeter meter = JamesMeter.timer(name);
        return registry.timer(meter.name(), meter.tags());
    }

    @Override
    public <T> Publisher<T> decoratePublisherWithTimerMetric(String name, Publisher<T> publisher) {
        return publisher instanceof Mono<T> mono
                ? Mono.using(() -> timer(name), any -> mono, TimeMetric::stopAndPublish)
                : Flux.using(() -> timer(name), any -> publisher, TimeMetric::stopAndPublish);
    }

    @SuppressWarnings("deprecation") // James still declares it
    @Override
    public <T> Publisher<T> decoratePublisherWithTimerMetricLogP99(String name, Publisher<T> publisher) {
        return decoratePublisherWithTimerMetric(name, publisher);
    }
}
