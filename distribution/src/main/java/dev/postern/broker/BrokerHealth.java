package dev.postern.broker;

import java.util.Optional;

/** How the broker is. Safe for any thread. */
public interface BrokerHealth {
    /** Why the broker takes no messages, in words for the log; empty while it does. */
    Optional<String> fault();

    /** Whether the broker comes back without a {@link #restart}, which then is of no use: others keep it running. */
    default boolean comesBackByItself() {
        return false;
    }

    /**
     * Stops the broker, if it still runs, and starts it again on what is on disk. Sessions of before are of no use after it;
     * the queues open new ones by themselves. Nothing that was acknowledged to a sender is lost by it.
     *
     * @throws BrokerFailure if it does not start
     */
    void restart() throws BrokerFailure;
}
