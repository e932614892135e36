package dev.postern.queue;

import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.james.server.core.MimeMessageSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message that this gateway has in hand, over whatever connection it has it: when one breaks, the broker gives the message
 * out again, and the claim goes on with that. Safe for any thread.
 */
final class Claim {
    private static final Logger LOGGER = LoggerFactory.getLogger(Claim.class);

    private final Book book;
    private final String id;
    /** Empty once the message is settled, so that its content is not kept in memory. */
    private Optional<Receipt> receipt;

    private boolean settled;
    /** True once the message was requeued or should have been: the next receiver holds it. */
    private boolean free;

    /** As what the broker gave it out last. */
    private record Receipt(Receiver receiver, ClientMessage message) {
        private void acknowledge() throws ActiveMQException {
            receiver.acknowledge(message);
        }
    }

    /** Keeps the claims of a queue. Safe for any thread. */
    interface Book {
        /** Keeps a claim that is settled, though the broker does not know. */
        void remember(Claim claim);

        /** Drops a claim that the broker knows to be settled. */
        void forget(Claim claim);
    }

    private interface Settling {
        void by(Receipt receipt) throws ActiveMQException;
    }

    Claim(Book book, String id, Receiver receiver, ClientMessage message) {
        this.book = book;
        this.id = id;
        this.receipt = Optional.of(new Receipt(receiver, message));
    }

    String id() {
        return id;
    }

    /**
     * Acknowledges the message. Returns when the broker has recorded that on disk; if the broker cannot be reached,
     * remembers it here and acknowledges the message on redelivery.
     */
    void acknowledge() {
        Optional<ActiveMQException> failure = settle(Receipt::acknowledge, true);
        if (failure.isPresent()) {
            book.remember(this);
            LOGGER.info(
                    "Could not acknowledge message {} to the broker; will acknowledge it on redelivery: {}",
                    id,
                    failure.get().getMessage());
        } else {
            book.forget(this);
        }
    }

    /**
     * Returns when the broker has the message in the queue again, as the last of its priority.
     *
     * @throws ActiveMQException if the broker cannot be told; the message then comes again by itself
     */
    void requeue(MimeMessageSource content) throws ActiveMQException {
        Optional<ActiveMQException> failure = settle(held -> held.receiver().requeue(held.message(), content), false);
        book.forget(this);
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /**
     * Settles the message, and retries over the new connection for as long as the message was redelivered over one
     * meanwhile.
     */
    private Optional<ActiveMQException> settle(Settling settling, boolean remembered) {
        while (true) {
            Optional<Receipt> tried = receipt();
            if (tried.isEmpty()) {
                return Optional.of(new ActiveMQException("the message is already settled"));
            }
            try {
                settling.by(tried.get());
                return Optional.empty();
            } catch (ActiveMQException e) {
                synchronized (this) {
                    if (receipt.equals(tried)) {
                        settled = remembered;
                        free = !remembered;
                        receipt = Optional.empty();
                        return Optional.of(e);
                    }
                }
            }
        }
    }

    private synchronized Optional<Receipt> receipt() {
        return receipt;
    }

    /**
     * Handles a redelivery of the message: acknowledges it if it has been settled, else keeps it with its present
     * holder. Returns true if this process still holds or has settled the message; false if it must be redelivered.
     */
    boolean resume(Receiver receiver, ClientMessage message) throws ActiveMQException {
        var now = new Receipt(receiver, message);
        synchronized (this) {
            if (free) {
                return false;
            }
            if (!settled) {
                receipt = Optional.of(now);
                return true;
            }
        }
        now.acknowledge();
        book.forget(this);
        LOGGER.info("Acknowledged message {} on redelivery; it had been processed before", id);
        return true;
    }
}
