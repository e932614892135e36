package dev.postern.queue;

import dev.postern.broker.BrokerExtension;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.queue.api.DelayedManageableMailQueueContract;
import org.apache.james.queue.api.DelayedPriorityMailQueueContract;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.james.queue.api.PriorityManageableMailQueueContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** James's contracts of a queue, unchanged. */
class ArtemisMailQueueTest
        implements DelayedManageableMailQueueContract,
                PriorityManageableMailQueueContract,
                DelayedPriorityMailQueueContract {
    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private ArtemisMailQueue queue;

    @BeforeEach
    void open() throws ActiveMQException {
        queue = BROKER.queue();
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
