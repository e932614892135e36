package dev.postern.bench;

import java.nio.file.Path;
import java.time.Clock;
import org.apache.james.metrics.api.GaugeRegistry;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.queue.api.MailQueue;

/** A durable queue in a folder of its own. */
interface QueueUnderTest extends AutoCloseable {
    MailQueue queue();

    @Override
    void close() throws Exception;

    /** Those that are compared. */
    enum Kind {
        CLASSIC("ActiveMQ Classic"),
        CLASSIC_SYNCED("ActiveMQ Classic, synced"),
        POSTERN("Postern");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        QueueUnderTest open(Path folder, MetricFactory metrics, GaugeRegistry gauges) throws Exception {
            return switch (this) {
                case CLASSIC -> ClassicQueue.open(folder, true, metrics, gauges);
                case CLASSIC_SYNCED -> ClassicQueue.open(folder, false, metrics, gauges);
                case POSTERN -> PosternQueue.open(folder, metrics, gauges, Clock.systemUTC());
            };
        }
    }
}
