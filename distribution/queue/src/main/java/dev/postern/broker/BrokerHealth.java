package dev.postern.broker;

import java.util.Optional;

/** Reports the health of the broker. Safe for any thread. */
public interface BrokerHealth {
    /** Returns why the broker accepts no messages, in words for the log; empty while it accepts them. */
    Optional<String> fault();

    /** Returns whether the broker recovers without a {@link #restart}, because others keep it running. */
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
