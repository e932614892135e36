package dev.postern.metrics;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.apache.james.metrics.api.TimeMetric;

/** Measures one run of something that James does. Used by one thread at a time. */
final class MicrometerTimeMetric implements TimeMetric {
    private final String name;
    private final Timer timer;
    private final long begun = System.nanoTime();

    MicrometerTimeMetric(String name, Timer timer) {
        this.name = name;
        this.timer = timer;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ExecutionResult stopAndPublish() {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
        timer.record(elapsed);
        return new Elapsed(elapsed);
    }

    /** James misspells the word. */
    private record Elapsed(Duration elasped) implements ExecutionResult {
        /** Logs nothing: no percentiles are kept, which cost much for each measurement. */
        @SuppressWarnings("deprecation") // James still declares it
        @Override
        public ExecutionResult logWhenExceedP99(Duration threshold) {
            return this;
        }
    }
}
