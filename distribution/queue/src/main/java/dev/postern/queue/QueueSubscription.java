package dev.postern.queue;

import dev.postern.thread.DaemonThreads;
import dev.postern.thread.Faults;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Gives one subscriber the messages of a queue, as many as it asks for: those that the broker has, and those that are handed
 * over in memory while more is wanted than the broker is likely to need. A broker that is away is
 * waited for. After a cancellation nothing more is taken; what was given out can still be settled. One thread of its own
 * takes; requesting, cancelling and handing over are for any.
 */
final class QueueSubscription implements Subscription, Runnable {
    private static final Logger LOGGER = LoggerFactory.getLogger(QueueSubscription.class);
    /** How long a cancellation may take to be noticed. */
    private static final Duration LOOK_UP = Duration.ofMillis(250);

    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(1);
    /** The disk has no room for it, most likely. */
    private static final Duration AFTER_UNREADABLE = Duration.ofSeconds(10);

    /** That share of what was ever wanted at once is only for what the broker has: nobody overtakes it for long. */
    private static final int KEPT_SHARE = 4;

    /** What a queue does with what is taken from it. */
    interface Source {
        Receiver open() throws ActiveMQException;

        /** Returns the messages of the queue that are in hand. */
        Claims claims();

        MailQueueItem item(Claim claim, QueuedMail.Taken taken);

        /** Reports that the queue has been empty for a while. */
        void empty();

        void damaged(Receiver receiver, ClientMessage message, DamagedMessage damage) throws ActiveMQException;

        MailQueueItem item(InMemoryHandover leg);
    }

    /** Is told of a subscription, by any thread. Must not take long. */
    interface Watcher {
        /** It wants more, or nothing any more. */
        void demandChanged();

        /** It signals nothing more and may be forgotten (Reactive Streams 3.13). */
        void ended(QueueSubscription subscription);
    }

    private final Subscriber<? super MailQueueItem> subscriber;
    private final Source source;
    private final Duration others;
    private final Watcher watcher;
    private final String queue;
    private final SerialEmitter signals = new SerialEmitter();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Optional<Receiver> receiver = Optional.empty();
    private long wanted;
    private long mostWanted;
    private boolean started;
    private boolean cancelled;
    private boolean reopened;
    private boolean faulty;
    private final AtomicLong refusals = new AtomicLong();

    /**
     * @param others how long other gateways are given to take again what they have in hand, after the broker was away
     */
    QueueSubscription(
            Subscriber<? super MailQueueItem> subscriber,
            Source source,
            Duration others,
            String queue,
            Watcher watcher) {
        this.subscriber = subscriber;
        this.source = source;
        this.others = others;
        this.watcher = watcher;
        this.queue = queue;
    }

    @Override
    public void request(long more) {
        if (more <= 0) {
            reject(more);
            return;
        }
        lock.lock();
        try {
            wanted = wanted + more < 0 ? Long.MAX_VALUE : wanted + more;
            mostWanted = Math.max(mostWanted, wanted);
            if (!started && !cancelled) {
                started = true;
                DaemonThreads.named(queue).newThread(this).start();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        watcher.demandChanged();
    }

    private void reject(long request) {
        if (cancelOnce()) {
            signals.emit(() -> subscriber.onError(
                    new IllegalArgumentException("Reactive Streams 3.9: a request for " + request + " items")));
        }
    }

    @Override
    public void cancel() {
        var unused = cancelOnce();
    }

    /** Cancels; returns false if it was cancelled before. */
    private boolean cancelOnce() {
        boolean first;
        boolean over;
        lock.lock();
        try {
            first = !cancelled;
            over = first && !started;
            cancelled = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        watcher.demandChanged();
        if (over) {
            watcher.ended(this);
        }
        return first;
    }

    @Override
    public void run() {
        try {
            while (awaitWanted()) {
                takeOneOrReport();
            }
        } finally {
            Faults.works(this);
            receiver.ifPresent(Receiver::retire);
            watcher.ended(this);
        }
    }

    /** Waits until there is something to do, be it only to take again what a lost connection gave back. Whether to go on. */
    private boolean awaitWanted() {
        lock.lock();
        try {
            while (wanted == 0 && !cancelled && !lost()) {
                var unused = changed.awaitNanos(LOOK_UP.toNanos());
            }
            return !cancelled;
        } catch (InterruptedException e) {
            return !cancelled; // the thread is this object's own, and only a cancellation ends it
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes one message and reports any fault: only a cancellation may end this thread, or the queue would stop until
     * the next start.
     */
    private void takeOneOrReport() {
        long before = refusals.get();
        try {
            takeOne();
            if (refusals.get() == before) {
                Faults.works(this);
            } else {
                pause(AFTER_A_FAULT);
            }
        } catch (RuntimeException | Error e) {
            Faults.failed(this, "Receiving messages from the queue " + queue, e);
            pause(AFTER_A_FAULT);
        }
    }

    /** Requeues an item that the subscriber failed to process, and counts it as requested again. */
    private void refused(MailQueueItem item, Throwable fault) {
        refusals.incrementAndGet();
        Faults.failed(this, "Processing messages of the queue " + queue, fault);
        lock.lock();
        try {
            wanted = wanted == Long.MAX_VALUE ? wanted : wanted + 1;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        requeue(item);
    }

    private void takeOne() {
        try {
            Receiver open = receiver();
            if (isWanted()) {
                takeFrom(open);
            }
            faulty = false;
        } catch (ActiveMQException | RuntimeException e) { // an interrupted call is one of the latter
            LOGGER.atLevel(faulty ? Level.DEBUG : Level.ERROR)
                    .log("Could not receive messages from queue {}; retrying: {}", queue, e.toString());
            faulty = true;
            receiver.ifPresent(Receiver::close);
            receiver = Optional.empty();
            pause(AFTER_A_FAULT);
        }
    }

    private void takeFrom(Receiver open) throws ActiveMQException {
        Optional<ClientMessage> message = open.receive(LOOK_UP);
        if (message.isEmpty()) {
            source.empty();
        } else if (!source.claims().resumed(open, message.get())) {
            give(open, message.get());
        }
    }

    private Receiver receiver() throws ActiveMQException {
        if (lost()) {
            receiver.get().close();
            receiver = Optional.empty();
        }
        if (receiver.filter(open -> open.leftFor(AFTER_UNREADABLE)).isPresent()) {
            // What was left comes again when all else that was taken over this one is settled.
            receiver.get().retire();
            receiver = Optional.of(source.open());
        }
        if (receiver.isEmpty()) {
            receiver = Optional.of(source.open());
            if (reopened) {
                source.claims().resumeAll(receiver.get());
                pause(others);
            }
            reopened = true;
        }
        return receiver.get();
    }

    private void give(Receiver open, ClientMessage message) throws ActiveMQException {
        MailQueueItem item;
        try {
            QueuedMail.Taken taken = QueuedMail.take(message);
            item = source.item(source.claims().claim(open, message), taken);
        } catch (DamagedMessage e) {
            source.damaged(open, message, e);
            return;
        } catch (IOException e) {
            // It was accepted, and so is never thrown away.
            LOGGER.error(
                    "Could not read message {}; it stays in queue {} and will be retried",
                    message.getMessageID(),
                    queue,
                    e);
            open.leave();
            return;
        }
        if (claimed()) {
            signals.emit(() -> pass(item));
        } else {
            requeue(item);
        }
    }

    private void pass(MailQueueItem item) {
        if (isCancelled()) {
            requeue(item);
            return;
        }
        try {
            subscriber.onNext(item);
        } catch (RuntimeException | Error e) {
            refused(item, e);
        }
    }

    private boolean isCancelled() {
        lock.lock();
        try {
            return cancelled;
        } finally {
            lock.unlock();
        }
    }

    private boolean lost() {
        return receiver.filter(open -> open.broken() || open.closed()).isPresent();
    }

    private boolean isWanted() {
        lock.lock();
        try {
            return wanted > 0 && !cancelled;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether this subscription is for that queue and has not ended. */
    boolean serves(String name) {
        lock.lock();
        try {
            return queue.equals(name) && !cancelled;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether this subscription is for that queue and has more demand than it reserves for the broker. */
    boolean spares(String name) {
        lock.lock();
        try {
            return queue.equals(name)
                    && !cancelled
                    && wanted != Long.MAX_VALUE
                    && wanted > (mostWanted + KEPT_SHARE - 1) / KEPT_SHARE;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the subscriber received the leg. */
    boolean took(InMemoryHandover leg) {
        lock.lock();
        try {
            if (!spares(queue)) {
                return false;
            }
            wanted--;
        } finally {
            lock.unlock();
        }
        MailQueueItem item = source.item(leg);
        signals.emit(() -> pass(item));
        return true;
    }

    /** Returns whether the subscriber still has demand; a message that was received for it waits until it has. */
    private boolean claimed() {
        lock.lock();
        try {
            while (wanted == 0 && !cancelled) {
                changed.awaitUninterruptibly();
            }
            if (cancelled) {
                return false;
            }
            wanted = wanted == Long.MAX_VALUE ? wanted : wanted - 1;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void requeue(MailQueueItem item) {
        try {
            item.done(CompletionStatus.RETRY);
        } catch (MailQueueException | RuntimeException e) {
            LOGGER.warn(
                    "Could not requeue {}; it will be redelivered when queue {} is opened again",
                    item.getMail().getName(),
                    queue,
                    e);
        }
    }

    private void pause(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (!cancelled && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
