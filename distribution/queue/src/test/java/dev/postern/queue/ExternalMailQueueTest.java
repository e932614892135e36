package dev.postern.queue;

import dev.postern.broker.BrokerPool;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contracts of a queue, over the network. */
class ExternalMailQueueTest extends PooledQueueContract {
    @RegisterExtension
    static final BrokerPool BROKERS = BrokerPool.overTcp();

    ExternalMailQueueTest() {
        super(BROKERS);
    }
}
