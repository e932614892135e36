package dev.postern.queue;

import dev.postern.broker.BrokerSessions;
import dev.postern.broker.QueueNames;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.ManageableMailQueue.DefaultMailQueueItemView;
import org.apache.james.queue.api.ManageableMailQueue.MailQueueItemView;
import org.apache.james.queue.api.ManageableMailQueue.MailQueueIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Iterates over the messages of several queues, one queue after the other, without removing any. Large content is in a
 * temporary file until the view is disposed of. For one thread; to be closed unless it is read to its end.
 */
final class QueueBrowser implements MailQueueIterator {
    private static final Logger LOGGER = LoggerFactory.getLogger(QueueBrowser.class);

    private final ClientSession session;
    private final Deque<String> queues;
    private Optional<ClientConsumer> consumer = Optional.empty();
    private Optional<ZonedDateTime> nextDelivery = Optional.empty();
    private Optional<MailQueueItemView> next = Optional.empty();

    QueueBrowser(BrokerSessions sessions, List<String> queues) throws ActiveMQException {
        this.session = sessions.open(false);
        this.queues = new ArrayDeque<>(queues);
    }

    @Override
    public boolean hasNext() {
        while (next.isEmpty() && (consumer.isPresent() || !queues.isEmpty())) {
            try {
                look();
            } catch (ActiveMQException e) {
                LOGGER.warn("Could not browse the queue to its end: {}", e.getMessage());
                queues.clear();
                consumer = Optional.empty();
            }
        }
        if (next.isEmpty()) {
            close();
        }
        return next.isPresent();
    }

    private void look() throws ActiveMQException {
        if (consumer.isEmpty()) {
            String name = queues.remove();
            nextDelivery = QueueNames.slot(name).map(slot -> ZonedDateTime.ofInstant(slot.due(), ZoneOffset.UTC));
            consumer = Optional.of(session.createConsumer(name, null, true));
        }
        ClientMessage message = consumer.get().receiveImmediate();
        if (message == null) {
            consumer.get().close();
            consumer = Optional.empty();
            return;
        }
        try {
            next = Optional.of(
                    new DefaultMailQueueItemView(QueuedMail.take(message).mail(), nextDelivery));
        } catch (DamagedMessage e) {
            LifecycleUtil.dispose(e.content());
            LOGGER.error("Skipping {} while browsing the queue, because it is damaged: {}", e.name(), e.getMessage());
        } catch (IOException e) {
            LOGGER.error("Could not read message {} while browsing the queue; skipping it", message.getMessageID(), e);
        }
    }

    @Override
    public MailQueueItemView next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        MailQueueItemView view = next.get();
        next = Optional.empty();
        return view;
    }

    @Override
    public void close() {
        queues.clear();
        consumer = Optional.empty();
        try {
            session.close();
        } catch (ActiveMQException e) {
            // It is gone already.
        }
    }
}
