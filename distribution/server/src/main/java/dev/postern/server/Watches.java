package dev.postern.server;

import dev.postern.broker.Broker;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.log.StandardOutput;
import dev.postern.partner.Partners;
import dev.postern.pressure.BackPressure;
import dev.postern.pressure.BacklogLog;
import dev.postern.pressure.StorageLimits;
import dev.postern.pressure.StorageReading;
import dev.postern.pressure.StorageWatch;
import dev.postern.queue.QueueBacklog;
import dev.postern.queue.QueueCounts;
import java.time.Clock;

/** Holds the tasks that watch the queues and their disk. */
public record Watches(BackPressure pressure, BacklogLog backlog) {
    private static final StorageReading LOG_STUCK =
            StorageReading.failed("standard output accepts no more log lines, and decisions would be lost");

    public static Watches of(
            GatewayConfiguration.Queue settings, Broker broker, DataDirectory data, Partners partners, Clock clock) {
        var limits = new StorageLimits(settings.minFree(), settings.maxMessages());
        var storage = new StorageWatch(data.path(), limits, broker, new QueueCounts(broker), clock);
        return new Watches(
                new BackPressure(limits, () -> isLogWritten() ? storage.get() : LOG_STUCK, clock),
                new BacklogLog(new QueueBacklog(broker), partners, clock));
    }

    /** Returns whether the decision about a message that is accepted now could still be logged. */
    private static boolean isLogWritten() {
        return StandardOutput.lines().hasRoom();
    }

    public void start() {
        pressure.start();
        backlog.start();
    }

    public void close() {
        pressure.close();
        backlog.close();
    }
}
