package dev.postern.server;

import dev.postern.broker.Broker;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.lifecycle.StartFailure;
import dev.postern.queue.ArtemisMailQueueFactory;
import dev.postern.queue.QueueCounts;
import dev.postern.text.Plural;
import java.time.Duration;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports, drains and closes the queues. Drained and closed by one thread. */
public final class Queues {
    private static final Logger LOGGER = LoggerFactory.getLogger(Queues.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final Broker broker;
    private final ArtemisMailQueueFactory factory;
    private final QueueDrain remainder;

    @Inject
    Queues(Broker broker, ArtemisMailQueueFactory factory, QueueDrain remainder) {
        this.broker = broker;
        this.factory = factory;
        this.remainder = remainder;
    }

    /**
     * Says what they hold from before.
     *
     * @throws StartFailure if they cannot be read
     */
    public void report() throws StartFailure {
        try {
            long recovered = remainder.size();
            if (recovered > 0) {
                LOGGER.info("Recovered {} {}", Plural.of(recovered, "queued message"), found());
            }
        } catch (MailQueueException | ActiveMQException e) {
            throw new StartFailure(ExitStatus.UNAVAILABLE, "Could not open the queue: " + StartFailure.causes(e), e);
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
    public void drain() {
        try {
            remainder.awaitQuiet(DRAIN);
            factory.stopDelivery();
            long left = remainder.size();
            if (left > 0) {
                LOGGER.info("Leaving {} in the queues for the next start", Plural.of(left, "message"));
            }
        } catch (MailQueueException e) {
            LOGGER.error("Could not count the queued messages; they stay in the queues", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops giving out messages; the broker stays open. */
    public void close() {
        factory.close();
    }
}
