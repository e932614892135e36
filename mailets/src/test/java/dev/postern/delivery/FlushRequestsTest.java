package dev.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.tls.DnsName;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class FlushRequestsTest {
    private final List<Predicate<DnsName>> flushes = new CopyOnWriteArrayList<>();

    private static DnsName name(int number) {
        return new DnsName("d" + number + ".test");
    }

    private static boolean isFlushed(Predicate<DnsName> flush, int number) {
        return flush.test(name(number));
    }

    @Test
    void aThousandDestinationsThatAnswerAgainCostTwoWalksThroughTheQueue() {
        try (var requests = new FlushRequests(flushes::add)) {
            for (int number = 0; number < 1000; number++) {
                DnsName mine = name(number);
                requests.add(mine::equals);
            }

            Eventually.holds(() -> flushes.size() == 2);
            for (int number = 0; number < 1000; number++) {
                assertThat(isFlushed(flushes.get(0), number)).isTrue();
                assertThat(isFlushed(flushes.get(1), number)).isTrue();
            }
            assertThat(isFlushed(flushes.get(0), 1000)).isFalse();
        }
    }

    @Test
    void aFlushThatFailsIsMadeAgain() {
        var failures = new AtomicInteger(1);
        try (var requests = new FlushRequests(domains -> {
            if (failures.getAndDecrement() > 0) {
                throw new MailQueueException("as this test wants it");
            }
            flushes.add(domains);
        })) {
            requests.add(name(1)::equals);

            Eventually.holds(() -> !flushes.isEmpty() && isFlushed(flushes.get(0), 1));
        }
    }

    @Test
    void requestsDoNotMultiplyWhileTheQueueFails() {
        var failures = new AtomicInteger(2);
        var asked = new AtomicInteger();
        try (var requests = new FlushRequests(domains -> {
            if (failures.getAndDecrement() > 0) {
                throw new MailQueueException("as this test wants it");
            }
            if (!isFlushed(domains, 1)) {
                flushes.add(domains);
            }
        })) {
            requests.add(domain -> asked.incrementAndGet() < 0);

            Eventually.holds(() -> flushes.size() == 2);
            assertThat(asked).hasValue(2);
        }
    }
}
