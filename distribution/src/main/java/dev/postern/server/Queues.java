package dev.postern.server;

import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import dev.postern.broker.Broker;
import dev.postern.queue.ArtemisMailQueueFactory;
import dev.postern.queue.QueueCounts;
import java.time.Duration;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queues, what they hold, and the broker that keeps it. Opened, drained and closed by one thread. */
record Queues(Broker broker, ArtemisMailQueueFactory factory, QueueDrain remainder) {
    private static final Logger LOGGER = LoggerFactory.getLogger(Queues.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    /**
     * Opens them, and says what they hold from before.
     *
     * @throws StartFailure if they cannot be opened or read
     */
    static Queues open(Injector injector, Broker broker) throws StartFailure {
        try {
            var queues = new Queues(
                    broker,
                    injector.getInstance(ArtemisMailQueueFactory.class),
                    injector.getInstance(QueueDrain.class));
            long recovered = queues.remainder.size();
            if (recovered > 0) {
                LOGGER.info("Recovered {} queued messages {}", recovered, queues.found());
            }
            return queues;
        } catch (ProvisionException | MailQueueException | ActiveMQException e) {
            throw new StartFailure(ExitStatus.UNAVAILABLE, "The queue cannot be opened: " + StartFailure.causes(e), e);
        }
    }

    private String found() throws ActiveMQException {
        return new QueueCounts(broker)
                .read().entrySet().stream()
                        .filter(queue -> queue.getValue().all() > 0)
                        .map(queue -> queue.getKey() + "=" + queue.getValue().all())
                        .collect(Collectors.joining(" ", "(", ")"));
    }

    /** Lets what is in hand go on for a bounded time, and no more be taken up. */
    void drain() {
        try {
            remainder.awaitQuiet(DRAIN);
            factory.stopDelivery();
            long left = remainder.size();
            if (left > 0) {
                LOGGER.info("messages that wait in the queues for the next start: {}", left);
            }
        } catch (MailQueueException e) {
            LOGGER.error("what the queues hold cannot be told; it is kept", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        factory.close();
        broker.close();
    }
}
