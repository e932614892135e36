package dev.postern.metrics;

import org.apache.james.metrics.api.Metric;
import org.apache.james.metrics.api.MetricContract;

/** James's contract of a metric, unchanged. */
class MicrometerMetricTest implements MetricContract {
    private final Metric metric = new MicrometerMetric();

    @Override
    public Metric testee() {
        return metric;
    }
}
