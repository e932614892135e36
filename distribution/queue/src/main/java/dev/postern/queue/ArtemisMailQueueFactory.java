package dev.postern.queue;

import com.google.common.util.concurrent.MoreExecutors;
import dev.postern.broker.BrokerQueues;
import dev.postern.broker.BrokerSessions;
import dev.postern.broker.QueueNames;
import dev.postern.storage.DamagedMessages;
import dev.postern.thread.DaemonThreads;
import dev.postern.thread.RecurringTask;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.metrics.api.Gauge;
import org.apache.james.metrics.api.GaugeRegistry;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueItemDecoratorFactory;
import org.apache.james.queue.api.MailQueueName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the durable queues. Those that the broker has from before are there from the start, with what they hold. A
 * name means one queue. Safe for any thread.
 */
public final class ArtemisMailQueueFactory implements MailQueueFactory<ArtemisMailQueue>, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ArtemisMailQueueFactory.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration LAST_TICK = Duration.ofSeconds(2);
    private static final int DISCOVER_EVERY = 50;

    private final BrokerSessions sessions;
    private final ArtemisMailQueue.BrokerSide broker;
    private final MailQueueItemDecoratorFactory decorators;
    private final MetricFactory metrics;
    private final GaugeRegistry gauges;
    private final Map<MailQueueName, ArtemisMailQueue> queues = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("queue-delays"));
    private int ticks;

    private ArtemisMailQueueFactory(
            BrokerSessions sessions,
            DamagedMessages damaged,
            MailQueueItemDecoratorFactory decorators,
            MetricFactory metrics,
            GaugeRegistry gauges,
            Clock clock,
            HandoverMode handover) {
        var brokerQueues = new BrokerQueues(sessions);
        var senders = new Senders(sessions, clock);
        var subscriptions = new QueueSubscriptions(sessions, senders);
        this.sessions = sessions;
        this.broker = new ArtemisMailQueue.BrokerSide(
                sessions,
                brokerQueues,
                senders,
                new Slots(brokerQueues, clock, sessions.shared()),
                subscriptions,
                new DirectHandover(subscriptions, senders, handover),
                new SettingAside(damaged),
                handover.pace());
        this.decorators = decorators;
        this.metrics = metrics;
        this.gauges = gauges;
    }

    /**
     * Opens the queues that the broker has.
     *
     * @param damaged where messages go that are not as they were stored
     * @throws ActiveMQException if there is no broker to talk to
     */
    public static ArtemisMailQueueFactory open(
            BrokerSessions sessions,
            DamagedMessages damaged,
            MailQueueItemDecoratorFactory decorators,
            MetricFactory metrics,
            GaugeRegistry gauges,
            Clock clock)
            throws ActiveMQException {
        return open(sessions, damaged, decorators, metrics, gauges, clock, HandoverMode.ON);
    }

    /**
     * Opens the queues that the broker has, to hand messages over in that way.
     *
     * @throws ActiveMQException if there is no broker to talk to
     */
    public static ArtemisMailQueueFactory open(
            BrokerSessions sessions,
            DamagedMessages damaged,
            MailQueueItemDecoratorFactory decorators,
            MetricFactory metrics,
            GaugeRegistry gauges,
            Clock clock,
            HandoverMode handover)
            throws ActiveMQException {
        var factory = new ArtemisMailQueueFactory(sessions, damaged, decorators, metrics, gauges, clock, handover);
        factory.start();
        return factory;
    }

    private void start() throws ActiveMQException {
        for (String name : broker.queues().names()) {
            QueueNames.queue(name).ifPresent(queue -> queues.computeIfAbsent(queue, this::queue));
        }
        broker.slots().tidy();
        broker.slots().discover();
        var ignored = timer.scheduleWithFixedDelay(
                new RecurringTask("Moving delayed messages that are due", this::tick),
                TICK.toMillis(),
                TICK.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void tick() throws ActiveMQException {
        if (sessions.shared() && ticks++ % DISCOVER_EVERY == 0) {
            broker.slots().discover();
        }
        broker.slots().turn();
    }

    @Override
    public Optional<ArtemisMailQueue> getQueue(MailQueueName name, PrefetchCount count) {
        return Optional.ofNullable(queues.get(name));
    }

    @Override
    public ArtemisMailQueue createQueue(MailQueueName name, PrefetchCount count) {
        return queues.computeIfAbsent(name, this::created);
    }

    private ArtemisMailQueue created(MailQueueName name) {
        try {
            broker.queues().create(QueueNames.of(name));
        } catch (ActiveMQException e) {
            throw new IllegalStateException("Could not create queue " + name.asString() + ": " + e.getMessage(), e);
        }
        return queue(name);
    }

    private ArtemisMailQueue queue(MailQueueName name) {
        var queue = new ArtemisMailQueue(name, broker, decorators, metrics);
        Gauge<Number> size = () -> sizeOf(queue);
        gauges.register(MailQueue.QUEUE_SIZE_METRIC_NAME_PREFIX + name.asString(), size);
        return queue;
    }

    private static Number sizeOf(ArtemisMailQueue queue) {
        try {
            return queue.getSize();
        } catch (MailQueue.MailQueueException e) {
            LOGGER.warn(
                    "Could not count the messages of queue {}: {}",
                    queue.getName().asString(),
                    e.getMessage());
            return Double.NaN;
        }
    }

    @Override
    public Set<MailQueueName> listCreatedMailQueues() {
        return Set.copyOf(queues.keySet());
    }

    /** Gives nothing more out. What was given out can still be settled, and more be put in. */
    public void stopDelivery() {
        broker.subscriptions().stop();
    }

    /** Closes the queues; unsettled messages are redelivered when the queues are opened again. The broker stays. */
    @Override
    public void close() {
        // A tick that is broken off would say that what it moves cannot be moved.
        MoreExecutors.shutdownAndAwaitTermination(timer, LAST_TICK);
        broker.subscriptions().close();
        broker.senders().close();
    }
}
