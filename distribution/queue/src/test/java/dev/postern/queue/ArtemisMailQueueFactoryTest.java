package dev.postern.queue;

import dev.postern.broker.BrokerExtension;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueFactoryContract;
import org.apache.james.queue.api.ManageableMailQueueFactoryContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** James's contracts of what makes queues, unchanged. */
class ArtemisMailQueueFactoryTest
        implements MailQueueFactoryContract<ArtemisMailQueue>, ManageableMailQueueFactoryContract<ArtemisMailQueue> {
    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private ArtemisMailQueueFactory factory;

    @BeforeEach
    void open() throws ActiveMQException {
        factory = BROKER.open();
    }

    @Override
    public MailQueueFactory<ArtemisMailQueue> getMailQueueFactory() {
        return factory;
    }
}
