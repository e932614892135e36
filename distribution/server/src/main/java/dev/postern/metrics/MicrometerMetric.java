package dev.postern.metrics;

import java.util.concurrent.atomic.LongAdder;
import org.apache.james.metrics.api.Metric;

/** Counts for James; the registry reads what it has counted. Safe for any thread. */
final class MicrometerMetric implements Metric {
    private final LongAdder count = new LongAdder();

    @Override
    public void increment() {
        count.increment();
    }

    @Override
    public void decrement() {
        count.decrement();
    }

    @Override
    public void add(int value) {
        count.add(value);
    }

    @Override
    public void remove(int value) {
        count.add(-(long) value);
    }

    @Override
    public long getCount() {
        return count.sum();
    }
}
