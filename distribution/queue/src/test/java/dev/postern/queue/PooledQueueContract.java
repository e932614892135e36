package dev.postern.queue;

import dev.postern.broker.BrokerExtension;
import dev.postern.broker.BrokerPool;
import dev.postern.storage.DamagedMessages;
import dev.postern.storage.EnvelopeCodec;
import dev.postern.storage.MessageDirectories;
import java.time.Clock;
import java.util.Optional;
import org.apache.james.metrics.api.NoopGaugeRegistry;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.queue.api.DelayedManageableMailQueueContract;
import org.apache.james.queue.api.DelayedPriorityMailQueueContract;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.james.queue.api.PriorityManageableMailQueueContract;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * James's contracts of a queue, unchanged: delays, priorities, looking through, removing, flushing. Most of their time is
 * waiting, so several run at the same time, each with a broker to itself.
 */
@Execution(ExecutionMode.CONCURRENT)
abstract class PooledQueueContract
        implements DelayedManageableMailQueueContract,
                PriorityManageableMailQueueContract,
                DelayedPriorityMailQueueContract {
    private final BrokerPool pool;
    private BrokerPool.Borrowed broker;
    private Optional<ArtemisMailQueueFactory> factory = Optional.empty();
    private ArtemisMailQueue queue;

    PooledQueueContract(BrokerPool pool) {
        this.pool = pool;
    }

    @BeforeEach
    void open() throws Exception {
        broker = pool.borrow();
        var opened = ArtemisMailQueueFactory.open(
                broker.sessions(),
                new DamagedMessages(
                        new MessageDirectories(new EnvelopeCodec()),
                        broker.directory().resolve("aside")),
                new RawMailQueueItemDecoratorFactory(),
                new RecordingMetricFactory(),
                new NoopGaugeRegistry(),
                Clock.systemUTC());
        factory = Optional.of(opened);
        queue = opened.createQueue(BrokerExtension.NAME);
    }

    @AfterEach
    void close() throws Exception {
        factory.ifPresent(ArtemisMailQueueFactory::close);
        pool.giveBack(broker);
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
