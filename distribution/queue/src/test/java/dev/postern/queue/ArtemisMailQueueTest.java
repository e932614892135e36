package dev.postern.queue;

import dev.postern.broker.BrokerPool;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contracts of a queue, at the embedded broker. */
class ArtemisMailQueueTest extends PooledQueueContract {
    @RegisterExtension
    static final BrokerPool BROKERS = BrokerPool.embedded();

    ArtemisMailQueueTest() {
        super(BROKERS);
    }
}
