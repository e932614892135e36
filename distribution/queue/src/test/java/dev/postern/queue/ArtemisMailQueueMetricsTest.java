package dev.postern.queue;

import dev.postern.broker.BrokerExtension;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueMetricContract;
import org.apache.james.queue.api.MailQueueMetricExtension.MailQueueMetricTestSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** James's contract of a queue's metrics, unchanged. */
class ArtemisMailQueueMetricsTest implements MailQueueMetricContract {
    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private ArtemisMailQueue queue;

    @BeforeEach
    void open(MailQueueMetricTestSystem metrics) throws ActiveMQException {
        queue = BROKER.open(metrics.getMetricFactory(), metrics.getSpyGaugeRegistry())
                .createQueue(BrokerExtension.NAME);
    }

    @Override
    public MailQueue getMailQueue() {
        return queue;
    }
}
