package dev.postern.broker;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQIOErrorException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;

/**
 * Keeps a message out of every queue if not all of it is on disk. When the disk does not take a piece of a large message, or does
 * not sync its file, the broker stops, but until it has stopped it keeps the message without that piece and tells its sender
 * that all is well; and likewise when it copies one from queue to queue. Safe for any thread.
 */
final class LargeMessageIntegrityPlugin implements ActiveMQServerMessagePlugin {
    private final Supplier<Optional<String>> fault;

    /** @param fault what of the disk has failed; by any thread of the broker that saw it fail, before that thread goes on */
    LargeMessageIntegrityPlugin(Supplier<Optional<String>> fault) {
        this.fault = fault;
    }

    /** @throws ActiveMQException if the message is not whole, which its sender then hears, and nothing of it stays */
    @Override
    public void beforeMessageRoute(Message message, RoutingContext context, boolean direct, boolean rejectDuplicates)
            throws ActiveMQException {
        Optional<String> failed = fault.get();
        if (failed.isPresent()) {
            throw new ActiveMQIOErrorException("the disk failed: " + failed.get());
        }
        if (message instanceof LargeServerMessage large && message.containsProperty(Message.HDR_LARGE_BODY_SIZE)) {
            long stored = stored(large);
            long announced = message.getLongProperty(Message.HDR_LARGE_BODY_SIZE);
            if (stored != announced) {
                throw new ActiveMQIOErrorException("of " + announced + " bytes only " + stored + " are on disk");
            }
        }
    }

    private static long stored(LargeServerMessage large) throws ActiveMQException {
        try {
            return large.getLargeBody().getReadingFile().size();
        } catch (ActiveMQException e) {
            throw e;
        } catch (Exception e) { // the broker declares no less
            throw new ActiveMQIOErrorException(e.getMessage(), new IOException(e));
        }
    }
}
