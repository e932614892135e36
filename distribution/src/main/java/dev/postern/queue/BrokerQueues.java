package dev.postern.queue;

import java.util.Arrays;
import java.util.List;
import org.apache.activemq.artemis.api.core.ActiveMQAddressExistsException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQQueueExistsException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientRequestor;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.management.ManagementHelper;
import org.apache.activemq.artemis.api.core.management.ResourceNames;

/** What the broker does with whole queues, asked for over the same connection as all else. Safe for any thread. */
final class BrokerQueues {
    private static final String MANAGEMENT = "activemq.management";
    private static final int AT_ONCE = 500;

    private final BrokerSessions sessions;

    BrokerQueues(BrokerSessions sessions) {
        this.sessions = sessions;
    }

    /** Sees to it that there is a durable queue of that name. */
    void create(String name) throws ActiveMQException {
        try (ClientSession session = sessions.open(false)) {
            SimpleString address = SimpleString.of(name);
            if (!session.queueQuery(address).isExists()) {
                createAddress(session, address);
                session.createQueue(QueueConfiguration.of(address)
                        .setAddress(address)
                        .setRoutingType(RoutingType.ANYCAST)
                        .setDurable(true)
                        .setAutoDelete(false)
                        .setMaxConsumers(-1)
                        .setPurgeOnNoConsumers(false));
            }
        } catch (ActiveMQQueueExistsException e) {
            // Another gateway was faster.
        }
    }

    private static void createAddress(ClientSession session, SimpleString address) throws ActiveMQException {
        try {
            session.createAddress(address, RoutingType.ANYCAST, false);
        } catch (ActiveMQAddressExistsException e) {
            // Another gateway was faster, or stopped before it came to the queue.
        }
    }

    /** How many messages a queue holds, those given out and not settled included; 0 if there is none of that name. */
    long size(String name) throws ActiveMQException {
        try (ClientSession session = sessions.open(false)) {
            return session.queueQuery(SimpleString.of(name)).getMessageCount();
        }
    }

    List<String> names() throws ActiveMQException {
        Object names = ask(ResourceNames.BROKER, "getQueueNames", RoutingType.ANYCAST.toString());
        return Arrays.stream((Object[]) names).map(String::valueOf).toList();
    }

    /** A number that is greater for a queue that was made later. */
    long id(String name) throws ActiveMQException {
        return ((Number) ask(ResourceNames.QUEUE + name, "getID")).longValue();
    }

    /** Moves everything from one queue to another; what moves keeps its order and priority. */
    long move(String from, String to) throws ActiveMQException {
        long moved = 0;
        long now;
        do {
            now = count(ask(ResourceNames.QUEUE + from, "moveMessages", AT_ONCE, "", to, false, AT_ONCE));
            moved += now;
        } while (now > 0);
        return moved;
    }

    /** Removes what matches; an empty filter matches all. What is given out is not touched. */
    long remove(String name, String filter) throws ActiveMQException {
        return count(ask(ResourceNames.QUEUE + name, "removeMessages", AT_ONCE, filter));
    }

    /** Deletes an empty queue and its address. */
    void delete(String name) throws ActiveMQException {
        var ignored = ask(ResourceNames.BROKER, "destroyQueue", name, false, true);
    }

    private static long count(Object result) {
        return ((Number) result).longValue();
    }

    private Object ask(String resource, String operation, Object... parameters) throws ActiveMQException {
        try (ClientSession session = sessions.open(false);
                ClientRequestor requestor = new ClientRequestor(session, MANAGEMENT)) {
            ClientMessage question = session.createMessage(false);
            ManagementHelper.putOperationInvocation(question, resource, operation, parameters);
            ClientMessage answer = requestor.request(
                    question, session.getSessionFactory().getServerLocator().getCallTimeout());
            if (answer == null) {
                throw new ActiveMQException("the broker does not answer to " + operation);
            }
            if (!ManagementHelper.hasOperationSucceeded(answer)) {
                throw new ActiveMQException(
                        "the broker refuses " + operation + ": " + ManagementHelper.getResult(answer));
            }
            Object result = ManagementHelper.getResult(answer);
            return result == null ? "" : result;
        } catch (ActiveMQException e) {
            throw e;
        } catch (Exception e) { // the client declares no less
            throw new ActiveMQException(operation + ": " + e.getMessage());
        }
    }
}
