package dev.postern.queue;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks the messages of one queue that this gateway holds, and those it has settled although the broker may not know.
 * None of them is given out a second time while this process lives. Safe for any thread.
 */
final class Claims implements Claim.Book {
    private static final Logger LOGGER = LoggerFactory.getLogger(Claims.class);
    /** More than are under way when a connection breaks. Whoever is forgotten may be delivered twice, never lost. */
    private static final int MOST_REMEMBERED = 1_000;

    private final Map<String, Claim> byId = new HashMap<>();
    private final Deque<Claim> remembered = new ArrayDeque<>();

    /** Claims the message: what is done to it from now on is recorded under its identifier. */
    synchronized Claim claim(Receiver receiver, ClientMessage message) {
        var claim = new Claim(this, QueuedMail.id(message).orElse(""), receiver, message);
        byId.put(claim.id(), claim);
        return claim;
    }

    /**
     * Returns whether this gateway holds or has settled the message, which then must not be delivered again.
     *
     * @throws ActiveMQException if it is done with and the broker cannot be told; it comes again
     */
    boolean resumed(Receiver receiver, ClientMessage message) throws ActiveMQException {
        Optional<Claim> claim = QueuedMail.id(message).flatMap(this::find);
        return claim.isPresent() && claim.get().resume(receiver, message);
    }

    private synchronized Optional<Claim> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Takes what this gateway had in hand over a connection that broke, before it is given to another gateway. */
    void resumeAll(Receiver receiver) throws ActiveMQException {
        receiver.takeAgain(ids(), message -> {
            if (!resumed(receiver, message)) {
                leave(receiver, message);
            }
        });
    }

    /** Leaves the message to any receiver: its holder has just requeued it. */
    private static void leave(Receiver receiver, ClientMessage message) throws ActiveMQException {
        try {
            receiver.requeue(message, QueuedMail.take(message).content());
        } catch (DamagedMessage | IOException e) {
            LOGGER.error(
                    "Could not read message {}; it stays in the queue and will be retried", message.getMessageID(), e);
            receiver.leave();
        }
    }

    private synchronized List<String> ids() {
        return new ArrayList<>(byId.keySet());
    }

    @Override
    public synchronized void forget(Claim claim) {
        byId.remove(claim.id(), claim);
    }

    @Override
    public synchronized void remember(Claim claim) {
        remembered.add(claim);
        if (remembered.size() > MOST_REMEMBERED) {
            forget(remembered.remove());
        }
    }
}
