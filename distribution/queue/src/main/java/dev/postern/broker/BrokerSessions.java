package dev.postern.broker;

import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientSession;

/**
 * Opens sessions with the broker, embedded or on the network. Safe for any thread; a session is for one thread at a
 * time.
 */
public interface BrokerSessions {
    /**
     * Opens and starts a session in which a durable message that is sent is on the broker's disk when the call returns.
     * Without transactions what is sent or acknowledged counts at once, with them when {@link ClientSession#commit()}
     * returns.
     *
     * @throws ActiveMQException if there is no broker to talk to
     */
    ClientSession open(boolean transacted) throws ActiveMQException;

    /**
     * Returns whether these are brokers on the network: other gateways may use the same queues, and an interrupted
     * call is repeated at another broker, which recognises a duplicate by the identifier of the message.
     */
    boolean shared();
}
