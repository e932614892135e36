package dev.postern.queue;

import dev.postern.broker.BrokerSessions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.reactivestreams.Subscriber;

/** Keeps all subscriptions to the queues. Safe for any thread. */
final class QueueSubscriptions implements QueueSubscription.Watcher, AutoCloseable {
    /** How long after a broker is there again it takes other gateways to find it and to say what they have in hand. */
    private static final Duration OTHERS = Duration.ofSeconds(2);

    private final BrokerSessions sessions;
    private final Senders senders;
    private final Set<QueueSubscription> running = ConcurrentHashMap.newKeySet();
    private final Set<Receiver> receivers = ConcurrentHashMap.newKeySet();
    private final Map<String, Claims> claims = new ConcurrentHashMap<>();
    private final ReentrantLock demand = new ReentrantLock();
    private final Condition grown = demand.newCondition();
    private volatile boolean stopped;
    private volatile boolean closed;

    QueueSubscriptions(BrokerSessions sessions, Senders senders) {
        this.sessions = sessions;
        this.senders = senders;
    }

    void start(Subscriber<? super MailQueueItem> subscriber, QueueSubscription.Source source, String queue) {
        var subscription =
                new QueueSubscription(subscriber, source, sessions.shared() ? OTHERS : Duration.ZERO, queue, this);
        running.add(subscription);
        if (stopped) {
            subscription.cancel();
        }
        subscriber.onSubscribe(subscription);
    }

    Receiver receiver(String queue) throws ActiveMQException {
        receivers.removeIf(Receiver::closed);
        var receiver = new Receiver(sessions.open(true), queue, senders);
        receivers.add(receiver);
        if (closed) { // meanwhile
            receiver.close();
        }
        return receiver;
    }

    /**
     * Returns whether a subscription has demand for a message that is not at the broker, now or within that time;
     * returns at once if the queue has no subscription.
     */
    boolean awaitWanted(String queue, Duration longest) {
        if (wanted(queue)) {
            return true;
        }
        demand.lock();
        try {
            long left = longest.toNanos();
            while (!wanted(queue)) {
                if (left <= 0 || !served(queue)) {
                    return false;
                }
                left = grown.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            demand.unlock();
        }
    }

    /** Returns whether that queue has a subscription. */
    boolean served(String queue) {
        return running.stream().anyMatch(subscription -> subscription.serves(queue));
    }

    private boolean wanted(String queue) {
        return running.stream().anyMatch(subscription -> subscription.spares(queue));
    }

    @Override
    public void demandChanged() {
        demand.lock();
        try {
            grown.signalAll();
        } finally {
            demand.unlock();
        }
    }

    @Override
    public void ended(QueueSubscription subscription) {
        running.remove(subscription);
    }

    /** Returns whether a subscription accepted it. */
    boolean offered(String queue, InMemoryHandover leg) {
        return running.stream().anyMatch(subscription -> subscription.spares(queue) && subscription.took(leg));
    }

    /** Returns the messages of that queue that are in hand in this process. */
    Claims claims(String queue) {
        return claims.computeIfAbsent(queue, any -> new Claims());
    }

    /** Gives nothing more out; what was given out can still be settled. */
    void stop() {
        stopped = true;
        running.forEach(QueueSubscription::cancel);
    }

    /** Ends all subscriptions; unsettled messages are redelivered when the queues are opened again. */
    @Override
    public void close() {
        stop();
        closed = true;
        receivers.forEach(Receiver::close);
    }
}
