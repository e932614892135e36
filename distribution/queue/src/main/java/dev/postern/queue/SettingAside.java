package dev.postern.queue;

import dev.postern.storage.DamagedMessages;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets damaged messages aside: they are neither delivered nor dropped, but written to files and logged. Only when they
 * are on disk does it leave the queue. Safe for any thread.
 */
final class SettingAside {
    private static final Logger LOGGER = LoggerFactory.getLogger(SettingAside.class);

    private final DamagedMessages kept;

    SettingAside(DamagedMessages kept) {
        this.kept = kept;
    }

    /** @throws ActiveMQException if the broker cannot be told; it gives the message out again, and it is kept twice */
    void take(String queue, Receiver receiver, ClientMessage message, DamagedMessage damage) throws ActiveMQException {
        Path file;
        try {
            file = kept.keep(damage.name(), damage.envelope(), damage.content());
        } catch (IOException e) {
            LOGGER.error(
                    "{}: {} is damaged: {}. Could not set it aside: {}. It is not delivered, and stays in the queue until it"
                            + " can be set aside; free disk space",
                    queue,
                    damage.name(),
                    damage.getMessage(),
                    e.toString());
            receiver.leave();
            return;
        } finally {
            LifecycleUtil.dispose(damage.content());
        }
        receiver.acknowledge(message);
        LOGGER.error(
                "{}: {} is damaged: {}. It was not delivered but set aside as {}, with its envelope beside it. Find out what"
                        + " damaged the disk, and check whether the message can be sent on; see \"A damaged message\" in"
                        + " docs/operations/queue.md",
                queue,
                damage.name(),
                damage.getMessage(),
                file);
    }
}
