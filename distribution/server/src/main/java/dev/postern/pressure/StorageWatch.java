package dev.postern.pressure;

import dev.postern.broker.BrokerFailure;
import dev.postern.broker.BrokerHealth;
import dev.postern.queue.QueueCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the disk and at the broker, and starts the broker again when it has failed and there is room for what it writes.
 * For one thread.
 */
public final class StorageWatch implements Supplier<StorageReading> {
    private static final Logger LOGGER = LoggerFactory.getLogger(StorageWatch.class);
    private static final Duration BETWEEN_RESTARTS = Duration.ofSeconds(5);

    private final Path data;
    private final StorageLimits limits;
    private final BrokerHealth broker;
    private final QueueCounts counts;
    private final Clock clock;
    private final FreeFiles files;
    private Instant nextRestart = Instant.EPOCH;

    /** @param data where the broker's files are, and messages while they are read */
    public StorageWatch(Path data, StorageLimits limits, BrokerHealth broker, QueueCounts counts, Clock clock) {
        this.data = data;
        this.limits = limits;
        this.broker = broker;
        this.counts = counts;
        this.clock = clock;
        this.files = new FreeFiles(data, clock);
    }

    @Override
    public StorageReading get() {
        long free;
        try {
            free = Files.getFileStore(data).getUsableSpace();
        } catch (IOException e) {
            return StorageReading.failed("could not read the free space of " + data + ": " + e.getMessage());
        }
        Optional<String> fault = broker.fault();
        if (fault.isPresent() && (broker.comesBackByItself() || !restarted(fault.get(), free))) {
            return StorageReading.failed("the queue's broker has failed: " + fault.get());
        }
        try {
            Optional<String> full = counts.fullDisk();
            if (full.isPresent()) {
                return StorageReading.failed("the queue's broker accepts no messages: " + full.get());
            }
            return new StorageReading(free, files.get(), QueueLoads.of(counts.read()), Optional.empty());
        } catch (ActiveMQException e) {
            return StorageReading.failed("the queue's broker does not answer: " + e.getMessage());
        }
    }

    private boolean restarted(String fault, long free) {
        boolean full = limits.refusal(new StorageReading(free, 0, Optional.empty()), false)
                .isPresent();
        Instant now = clock.instant();
        if (full || now.isBefore(nextRestart)) {
            return false;
        }
        nextRestart = now.plus(BETWEEN_RESTARTS);
        LOGGER.warn("Restarting the queue broker after a fault: {}", fault);
        try {
            broker.restart();
            return broker.fault().isEmpty();
        } catch (BrokerFailure e) {
            LOGGER.error("Queue broker failed to start, retrying: {}", e.getMessage());
            return false;
        }
    }
}
