package dev.postern.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecurringTaskTest {
    @Test
    void anErrorEndsNoRepetition() throws InterruptedException {
        var runs = new CountDownLatch(3);
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("test"));
        try {
            var unused = executor.scheduleWithFixedDelay(
                    new RecurringTask("Testing", () -> {
                        runs.countDown();
                        if (runs.getCount() > 0) {
                            throw new OutOfMemoryError("as this test wants it");
                        }
                    }),
                    0,
                    1,
                    TimeUnit.MILLISECONDS);

            assertThat(runs.await(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aFailureIsReportedUntilTheTaskWorksAgain() {
        var runs = new AtomicInteger();
        var task = new RecurringTask("Testing twice", () -> {
            if (runs.incrementAndGet() < 3) {
                throw new NoClassDefFoundError("as this test wants it");
            }
        });

        task.run();
        task.run();
        assertThat(Faults.current())
                .hasValueSatisfying(faults -> assertThat(faults)
                        .contains("Testing twice failed: java.lang.NoClassDefFoundError: as this test wants it"));
        task.run();
        assertThat(Faults.current().orElse("")).doesNotContain("Testing twice");
    }
}
