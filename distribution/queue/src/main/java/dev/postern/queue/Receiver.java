package dev.postern.queue;

import com.google.common.collect.Lists;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.james.server.core.MimeMessageSource;

/**
 * Takes messages out of one of the broker's queues, one at a time and only when asked, so that the broker decides each time
 * which is the next. One thread takes; any thread settles. What several settle at the same time is made durable at once.
 * What was not settled when this is closed is given out again by the broker.
 */
final class Receiver implements AutoCloseable {
    private static final int AT_ONCE = 500;
    /** Far longer than it takes to send what is there. */
    private static final Duration AT_HAND = Duration.ofMillis(500);

    private final ClientSession session;
    private final ClientConsumer consumer;
    private final ClientProducer producer;
    private final String queue;
    private final Senders senders;
    private final Queue<Settlement> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock settling = new ReentrantLock();
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean retired;
    private volatile boolean broken;
    private volatile Optional<Long> left = Optional.empty();

    /** What is to become of a message: gone for good, or put back as it was. */
    private static final class Settlement {
        private final ClientMessage message;
        private final Optional<MimeMessageSource> requeue;
        private boolean done;
        private Optional<ActiveMQException> failure = Optional.empty();

        private Settlement(ClientMessage message, Optional<MimeMessageSource> requeue) {
            this.message = message;
            this.requeue = requeue;
        }
    }

    Receiver(ClientSession session, String queue, Senders senders) throws ActiveMQException {
        this.session = session;
        this.queue = queue;
        this.senders = senders;
        this.consumer = session.createConsumer(queue);
        this.producer = session.createProducer(queue);
    }

    /** Returns the next message; empty if none arrived within that time. */
    Optional<ClientMessage> receive(Duration longest) throws ActiveMQException {
        Optional<ClientMessage> message = Optional.ofNullable(consumer.receive(longest.toMillis()));
        if (message.isPresent()) {
            open.incrementAndGet();
        } else if (session.isClosed() || consumer.isClosed()) {
            broken = true;
        }
        return message;
    }

    /** What is done with each message that is taken again. */
    interface Taking {
        void take(ClientMessage message) throws ActiveMQException;
    }

    /** Takes those of that identifier which the queue has to give out now, whatever their turn. */
    void takeAgain(List<String> ids, Taking taking) throws ActiveMQException {
        for (List<String> some : Lists.partition(ids, AT_ONCE)) {
            ClientConsumer again = session.createConsumer(queue, QueuedMail.filter(some));
            boolean none = true;
            // Not receiveImmediate, which never returns if the broker is lost meanwhile.
            for (ClientMessage message = again.receive(AT_HAND.toMillis());
                    message != null;
                    message = again.receive(AT_HAND.toMillis())) {
                none = false;
                open.incrementAndGet();
                taking.take(message);
            }
            if (none) {
                again.close(); // else it stays, for what was taken over it to be settled
            }
        }
    }

    /** Returns whether the connection is lost; the broker then redelivers unsettled messages. */
    boolean broken() {
        return broken;
    }

    boolean closed() {
        return session.isClosed();
    }

    /** Returns when the broker has it on disk that the message is gone. */
    void acknowledge(ClientMessage message) throws ActiveMQException {
        settle(new Settlement(message, Optional.empty()));
    }

    /** Returns when the broker has the message in the queue again, as the last of its priority. */
    void requeue(ClientMessage message, MimeMessageSource content) throws ActiveMQException {
        settle(new Settlement(message, Optional.of(content)));
    }

    /** Settles in batches: the first thread settles for all threads that arrived during the previous batch. */
    private void settle(Settlement mine) throws ActiveMQException {
        waiting.add(mine);
        settling.lock();
        try {
            if (!mine.done) {
                List<Settlement> batch = new ArrayList<>();
                for (Settlement next = waiting.poll(); next != null; next = waiting.poll()) {
                    batch.add(next);
                }
                commit(batch);
            }
        } finally {
            settling.unlock();
        }
        if (mine.failure.isPresent()) {
            throw mine.failure.get();
        }
        passed();
    }

    private void passed() {
        if (open.decrementAndGet() == 0 && retired) {
            close();
        }
    }

    /** Leaves the message in the queue; it is redelivered once this receiver is closed. */
    void leave() {
        left = Optional.of(left.orElseGet(System::nanoTime));
        passed();
    }

    /** Returns whether a message has been left for that long. */
    boolean leftFor(Duration time) {
        return left.filter(since -> System.nanoTime() - since >= time.toNanos()).isPresent();
    }

    private void commit(List<Settlement> batch) {
        Optional<ActiveMQException> failure = Optional.empty();
        try {
            for (Settlement settlement : batch) {
                if (settlement.requeue.isPresent()) {
                    sendAgain(settlement.message, settlement.requeue.get());
                }
                settlement.message.individualAcknowledge();
            }
            session.commit();
        } catch (ActiveMQException e) {
            failure = Optional.of(e);
        } catch (IOException | RuntimeException e) { // an interrupted call is one of the latter
            failure = Optional.of(new ActiveMQException(String.valueOf(e.getMessage())));
        }
        for (Settlement settlement : batch) {
            settlement.done = true;
            settlement.failure = failure;
        }
        if (failure.isPresent()) {
            broken = true;
            close();
        }
    }

    private void sendAgain(ClientMessage original, MimeMessageSource content) throws IOException, ActiveMQException {
        try (InputStream bytes = content.getInputStream()) {
            producer.send(queue, senders.again(session, original, content, bytes));
        }
    }

    /** Closes as soon as everything that was taken is settled. */
    void retire() {
        retired = true;
        if (open.get() == 0) {
            close();
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (ActiveMQException e) {
            // It is gone already, and with it what was taken.
        }
    }
}
