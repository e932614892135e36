package dev.postern.bench;

import dev.postern.broker.EmbeddedBroker;
import dev.postern.queue.ArtemisMailQueue;
import dev.postern.queue.ArtemisMailQueueFactory;
import dev.postern.storage.DamagedMessages;
import dev.postern.storage.EnvelopeCodec;
import dev.postern.storage.MessageDirectories;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.james.metrics.api.GaugeRegistry;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;

/** The gateway's queue, with the settings that ship. */
record PosternQueue(EmbeddedBroker broker, ArtemisMailQueueFactory factory, ArtemisMailQueue queue)
        implements QueueUnderTest {
    static PosternQueue open(Path folder, MetricFactory metrics, GaugeRegistry gauges, Clock clock) throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(folder, Clock.systemUTC());
        var damaged = new DamagedMessages(new MessageDirectories(new EnvelopeCodec()), folder.resolve("damaged"));
        ArtemisMailQueueFactory factory = ArtemisMailQueueFactory.open(
                broker, damaged, new RawMailQueueItemDecoratorFactory(), metrics, gauges, clock);
        return new PosternQueue(
                broker,
                factory,
                factory.createQueue(MailQueueName.of("bench"), MailQueueFactory.defaultPrefetchCount()));
    }

    @Override
    public void close() {
        factory.close();
        broker.close();
    }
}
