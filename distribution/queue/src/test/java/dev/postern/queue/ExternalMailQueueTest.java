package dev.postern.queue;

import static org.mockito.Mockito.mock;

import dev.postern.broker.BrokerExtension;
import dev.postern.broker.BrokerOnTcp;
import dev.postern.broker.BrokerQueues;
import dev.postern.broker.ExternalBrokers;
import dev.postern.storage.DamagedMessages;
import dev.postern.storage.EnvelopeCodec;
import dev.postern.storage.MessageDirectories;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.james.metrics.api.GaugeRegistry;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.queue.api.DelayedManageableMailQueueContract;
import org.apache.james.queue.api.DelayedPriorityMailQueueContract;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.james.queue.api.PriorityManageableMailQueueContract;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** James's contracts of a queue, unchanged, over the network: delays, priorities, looking through, removing, flushing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExternalMailQueueTest
        implements DelayedManageableMailQueueContract,
                PriorityManageableMailQueueContract,
                DelayedPriorityMailQueueContract {
    private Path aside;
    private BrokerOnTcp server;
    private ExternalBrokers broker;
    private ArtemisMailQueueFactory factory;
    private ArtemisMailQueue queue;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        aside = directory.resolve("aside");
        server = BrokerOnTcp.start(directory.resolve("broker"));
        broker = server.connect(directory.resolve("gateway"));
    }

    @AfterAll
    void stop() throws Exception {
        broker.close();
        server.close();
    }

    @BeforeEach
    void open() throws Exception {
        factory = ArtemisMailQueueFactory.open(
                broker,
                new DamagedMessages(new MessageDirectories(new EnvelopeCodec()), aside),
                new RawMailQueueItemDecoratorFactory(),
                new RecordingMetricFactory(),
                mock(GaugeRegistry.class),
                Clock.systemUTC());
        queue = factory.createQueue(BrokerExtension.NAME);
    }

    @AfterEach
    void empty() throws Exception {
        factory.close();
        var queues = new BrokerQueues(broker);
        for (String name : queues.names()) {
            queues.delete(name);
        }
    }

    @Override
    public MailQueue getMailQueue() {
        return queue;
    }

    @Override
    public ManageableMailQueue getManageableMailQueue() {
        return queue;
    }
}
