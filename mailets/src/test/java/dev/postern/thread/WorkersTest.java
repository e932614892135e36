package dev.postern.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkersTest {
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger done = new AtomicInteger();

    private void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void workThatHasBegunBeforeTheEndIsFinished() throws InterruptedException {
        var workers = new Workers("test", DaemonThreads.named("test"));
        var begun = new CountDownLatch(1);
        workers.start(() -> {
            begun.countDown();
            awaitGate();
            done.incrementAndGet();
        });
        begun.await();
        workers.close();
        gate.countDown();

        assertThat(workers.await(Duration.ofMinutes(1))).isTrue();
        assertThat(done).hasValue(1);
    }

    @Test
    void workWhoseThreadComesAfterTheEndDoesNotBegin() throws InterruptedException {
        var workers = new Workers(
                "test",
                work -> new Thread(() -> {
                    awaitGate();
                    work.run();
                }));
        workers.start(done::incrementAndGet);
        workers.close();
        gate.countDown();

        assertThat(workers.await(Duration.ofMinutes(1))).isTrue();
        assertThat(done).hasValue(0);
    }
}
