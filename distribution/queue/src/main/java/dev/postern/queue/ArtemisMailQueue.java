package dev.postern.queue;

import dev.postern.broker.BrokerQueues;
import dev.postern.broker.BrokerSessions;
import dev.postern.broker.QueueNames;
import dev.postern.delivery.DomainQueue;
import dev.postern.delivery.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import javax.mail.MessagingException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.james.metrics.api.Metric;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.api.TimeMetric;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueItemDecoratorFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.mailet.Mail;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Stores a queue of mail on disk: a message for which {@link #enQueue} returned survives a crash until it is settled.
 * Messages of higher priority come first, and then those that came first, as far as the broker has them in memory.
 * Safe for any thread.
 */
public final class ArtemisMailQueue implements ManageableMailQueue, DomainQueue {
    private final MailQueueName name;
    private final BrokerSide broker;
    private final MailQueueItemDecoratorFactory decorators;
    private final MetricFactory metrics;
    private final Metric enqueued;
    private final Metric dequeued;

    /** Holds the parts that all queues share. */
    record BrokerSide(
            BrokerSessions sessions,
            BrokerQueues queues,
            Senders senders,
            Slots slots,
            QueueSubscriptions subscriptions,
            DirectHandover handover,
            SettingAside aside,
            SpoolPace pace) {}

    ArtemisMailQueue(
            MailQueueName name, BrokerSide broker, MailQueueItemDecoratorFactory decorators, MetricFactory metrics) {
        this.name = name;
        this.broker = broker;
        this.decorators = decorators;
        this.metrics = metrics;
        this.enqueued = metrics.generate(ENQUEUED_METRIC_NAME_PREFIX + name.asString());
        this.dequeued = metrics.generate(DEQUEUED_METRIC_NAME_PREFIX + name.asString());
    }

    @Override
    public MailQueueName getName() {
        return name;
    }

    /**
     * Returns when the message is on disk: in this queue, or in the spool, where one that the pipeline has in hand stays
     * until what was made of it is settled.
     *
     * @throws MailQueueException if it is not known to be there; it may be all the same
     */
    @Override
    public void enQueue(Mail mail) throws MailQueueException {
        enQueue(mail, Duration.ZERO);
    }

    /**
     * Returns when the message is on disk.
     *
     * @throws MailQueueException if it is not known to be there; it may be all the same
     */
    @Override
    public void enQueue(Mail mail, Duration delay) throws MailQueueException {
        TimeMetric time = metrics.timer(ENQUEUED_TIMER_METRIC_NAME_PREFIX + name.asString());
        try {
            if (delay.isNegative() || delay.isZero()) {
                send(mail);
            } else {
                broker.slots().send(name, delay, slot -> broker.senders().send(slot, mail));
            }
            enqueued.increment();
        } catch (ActiveMQException | IOException | MessagingException | RuntimeException e) {
            throw new MailQueueException("Could not enqueue " + mail.getName() + " in queue " + name.asString(), e);
        } finally {
            time.stopAndPublish();
        }
    }

    private void send(Mail mail) throws ActiveMQException, IOException, MessagingException {
        String queue = QueueNames.of(name);
        if (isSpool()) {
            spool(queue, mail);
        } else if (!broker.handover().given(queue, mail)) {
            broker.senders().send(queue, mail);
        }
    }

    private void spool(String queue, Mail mail) throws ActiveMQException, IOException, MessagingException {
        // What others take of a shared spool is not counted here; and as long as nobody takes anything, waiting helps
        // nobody.
        if (broker.sessions().shared() || !broker.subscriptions().served(queue)) {
            broker.senders().send(queue, mail);
            return;
        }
        broker.pace().enter();
        boolean sent = false;
        try {
            broker.senders().send(queue, mail);
            sent = true;
        } finally {
            if (!sent) {
                broker.pace().leave();
            }
        }
    }

    private boolean isSpool() {
        return name.equals(MailQueueFactory.SPOOL);
    }

    @Override
    public Publisher<Void> enqueueReactive(Mail mail) {
        return Mono.fromCallable(() -> {
                    enQueue(mail);
                    return mail;
                })
                .then();
    }

    @Override
    public Publisher<MailQueueItem> deQueue() {
        var source = new QueueSubscription.Source() {
            @Override
            public Receiver open() throws ActiveMQException {
                // It is not there if what the broker had was set aside when it started again.
                broker.queues().create(QueueNames.of(name));
                return broker.subscriptions().receiver(QueueNames.of(name));
            }

            @Override
            public Claims claims() {
                return broker.subscriptions().claims(QueueNames.of(name));
            }

            @Override
            public MailQueueItem item(Claim claim, QueuedMail.Taken taken) {
                dequeued.increment();
                var item = new ArtemisMailQueueItem(claim, taken);
                taken.mail().removeAttribute(DirectHandover.IN_HAND);
                if (!isSpool()) {
                    return decorators.decorate(item, name);
                }
                broker.pace().leave();
                return decorators.decorate(broker.handover().hold(item, taken.content()), name);
            }

            @Override
            public void empty() {
                if (isSpool()) {
                    broker.pace().none();
                }
            }

            @Override
            public MailQueueItem item(InMemoryHandover leg) {
                dequeued.increment();
                return decorators.decorate(leg, name);
            }

            @Override
            public void damaged(Receiver receiver, ClientMessage message, DamagedMessage damage)
                    throws ActiveMQException {
                broker.aside().take("queue " + name.asString(), receiver, message, damage);
            }
        };
        return subscriber -> broker.subscriptions().start(subscriber, source, QueueNames.of(name));
    }

    /** Returns the number of all messages: queued, delivered but not settled, and delayed. */
    @Override
    public long getSize() throws MailQueueException {
        return count("size", queue -> broker.queues().size(queue));
    }

    /** Returns the number of messages in {@link #getSize} that are not delayed. */
    public long due() throws MailQueueException {
        try {
            return broker.queues().size(QueueNames.of(name));
        } catch (ActiveMQException e) {
            throw failed("size", e);
        }
    }

    @Override
    public long flush() throws MailQueueException {
        return makeDue(slot -> List.of(QueuedMail.ALL));
    }

    @Override
    public long flush(Predicate<String> domains) throws MailQueueException {
        return makeDue(slot -> QueuedMail.filters(
                broker.queues().countsBy(slot, QueuedMail.WAITS).keySet(), domains));
    }

    @Override
    public Map<String, Waiting> waiting() throws MailQueueException {
        try {
            Map<String, Waiting> waiting = new TreeMap<>();
            for (String queue : all()) {
                broker.queues().countsBy(queue, QueuedMail.WAITS).forEach((waits, count) -> {
                    var some = QueueBacklog.waiting(name.asString(), waits, count);
                    waiting.merge(some.domain(), new Waiting(some.count(), some.oldest()), Waiting::and);
                });
            }
            return waiting;
        } catch (ActiveMQException e) {
            throw failed("count", e);
        }
    }

    private long makeDue(Slots.Choice choice) throws MailQueueException {
        try {
            return broker.slots().flush(name, choice);
        } catch (ActiveMQException e) {
            throw failed("flush", e);
        }
    }

    /** What is given out and not settled stays. */
    @Override
    public long clear() throws MailQueueException {
        return count("clear", queue -> broker.queues().remove(queue, ""));
    }

    /** What is given out and not settled stays. */
    @Override
    public long remove(Type type, String value) throws MailQueueException {
        return count("remove", queue -> broker.queues().remove(queue, QueuedMail.filter(type, value)));
    }

    @Override
    public MailQueueIterator browse() throws MailQueueException {
        try {
            return new QueueBrowser(broker.sessions(), all());
        } catch (ActiveMQException e) {
            throw failed("browse", e);
        }
    }

    /**
     * Does nothing: the queue stays open for its other users, and a subscriber ends its subscription by cancelling it.
     */
    @Override
    public void close() {}

    private List<String> all() {
        List<String> all = new ArrayList<>();
        all.add(QueueNames.of(name));
        broker.slots().of(name).forEach(slot -> all.add(QueueNames.of(slot)));
        return all;
    }

    private interface Counting {
        long of(String queue) throws ActiveMQException;
    }

    private long count(String what, Counting counting) throws MailQueueException {
        try {
            long sum = 0;
            for (String queue : all()) {
                sum += counting.of(queue);
            }
            return sum;
        } catch (ActiveMQException e) {
            throw failed(what, e);
        }
    }

    private MailQueueException failed(String what, ActiveMQException e) {
        return new MailQueueException(what + " of the queue " + name.asString() + " failed: " + e.getMessage(), e);
    }
}
