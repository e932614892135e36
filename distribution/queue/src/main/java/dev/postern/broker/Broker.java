package dev.postern.broker;

/** The broker that keeps the queues, inside the gateway or on the network. Safe for any thread. */
public interface Broker extends BrokerSessions, BrokerHealth, AutoCloseable {
    /**
     * Closes the connection; unsettled messages are redelivered, to another gateway at once or to this one after its
     * next start.
     */
    @Override
    void close();
}
