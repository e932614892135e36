package dev.postern.broker;

/** The broker that keeps the queues, inside the gateway or on the network. Safe for any thread. */
public interface Broker extends BrokerSessions, BrokerHealth, AutoCloseable {
    /** What was taken and not settled is given out again: to another gateway at once, or else after the next start. */
    @Override
    void close();
}
