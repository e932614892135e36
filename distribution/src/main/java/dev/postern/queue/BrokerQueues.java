package dev.postern.queue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.ActiveMQAddressExistsException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQQueueExistsException;
import org.apache.activemq.artemis.api.core.JsonUtil;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.management.ResourceNames;
import org.apache.activemq.artemis.json.JsonNumber;
import org.apache.activemq.artemis.json.JsonObject;
import org.apache.activemq.artemis.json.JsonValue;

/** What the broker does with whole queues, asked for over the same connection as all else. Safe for any thread. */
final class BrokerQueues {
    private static final int AT_ONCE = 500;
    private static final int ALL = -1;

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

    /** How many messages each queue holds, by name, in one question. */
    Map<String, Long> counts() throws ActiveMQException {
        String json = String.valueOf(ask(ResourceNames.BROKER, "listQueues", "", ALL, ALL));
        Map<String, Long> counts = new HashMap<>();
        for (JsonValue queue : JsonUtil.readJsonObject(json).getJsonArray("data")) {
            JsonObject fields = queue.asJsonObject();
            counts.put(fields.getString("name"), Long.parseLong(fields.getString("messageCount")));
        }
        return counts;
    }

    /** How many messages of a queue have each value of that property. The broker looks at all of them for it. */
    Map<String, Long> countsBy(String name, String property) throws ActiveMQException {
        String json = String.valueOf(ask(ResourceNames.QUEUE + name, "countMessages", "", property));
        Map<String, Long> counts = new HashMap<>();
        JsonUtil.readJsonObject(json).forEach((value, count) -> counts.put(value, ((JsonNumber) count).longValue()));
        return counts;
    }

    /** A number that is greater for a queue that was made later. */
    long id(String name) throws ActiveMQException {
        return ((Number) ask(ResourceNames.QUEUE + name, "getID")).longValue();
    }

    /** Moves what matches from one queue to another; an empty filter matches all. What moves keeps its order and priority. */
    long move(String from, String filter, String to) throws ActiveMQException {
        long moved = 0;
        long now;
        do {
            now = count(ask(ResourceNames.QUEUE + from, "moveMessages", AT_ONCE, filter, to, false, AT_ONCE));
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
        try (ClientSession session = sessions.open(false)) {
            return new Management(session).invoke(resource, operation, parameters);
        }
    }
}
