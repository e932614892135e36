package dev.postern.broker;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates, counts and moves whole queues at the broker. Safe for any thread. */
public final class BrokerQueues {
    private static final Logger LOGGER = LoggerFactory.getLogger(BrokerQueues.class);
    private static final int AT_ONCE = 500;
    private static final int PERCENT = 100;

    private final BrokerSessions sessions;

    public BrokerQueues(BrokerSessions sessions) {
        this.sessions = sessions;
    }

    /** Sees to it that there is a durable queue of that name. */
    public void create(String name) throws ActiveMQException {
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

    /** Returns the number of messages in a queue, unsettled ones included; 0 if there is no queue of that name. */
    public long size(String name) throws ActiveMQException {
        try (ClientSession session = sessions.open(false)) {
            return session.queueQuery(SimpleString.of(name)).getMessageCount();
        }
    }

    public List<String> names() throws ActiveMQException {
        return strings(ask(ResourceNames.BROKER, "getQueueNames", RoutingType.ANYCAST.toString()));
    }

    /**
     * Returns the number of messages in each queue of that kind, by name. Each is asked for alone: the broker's list
     * of all queues fails whenever one is deleted while it is made.
     */
    public Map<String, Long> counts(Predicate<String> kind) throws ActiveMQException {
        Map<String, Long> counts = new HashMap<>();
        List<String> names = names();
        try (ClientSession session = sessions.open(false)) {
            for (String name : names) {
                if (kind.test(name)) {
                    ClientSession.QueueQuery found = session.queueQuery(SimpleString.of(name));
                    if (found.isExists()) {
                        counts.put(name, found.getMessageCount());
                    }
                }
            }
        }
        return counts;
    }

    /** Returns how full the disk is, in words for the log; empty if there is room, or no limit. */
    public Optional<String> fullDisk() throws ActiveMQException {
        try (ClientSession session = sessions.open(false)) {
            var management = new BrokerManagement(session);
            long most = count(management.attribute(ResourceNames.BROKER, "maxDiskUsage"));
            long used = Math.round(
                    ((Number) management.attribute(ResourceNames.BROKER, "diskStoreUsage")).doubleValue() * PERCENT);
            return most >= 0 && used >= most
                    ? Optional.of("its disk is full: " + used + " % are used, max-disk-usage is " + most + " %")
                    : Optional.empty();
        }
    }

    /**
     * Returns the number of messages of a queue for each value of that property. The broker looks at all of them for
     * it.
     */
    public Map<String, Long> countsBy(String name, String property) throws ActiveMQException {
        String json = String.valueOf(ask(ResourceNames.QUEUE + name, "countMessages", "", property));
        Map<String, Long> counts = new HashMap<>();
        JsonUtil.readJsonObject(json).forEach((value, count) -> counts.put(value, ((JsonNumber) count).longValue()));
        return counts;
    }

    /** Returns a number that increases with the time at which queues were created. */
    public long id(String name) throws ActiveMQException {
        return ((Number) ask(ResourceNames.QUEUE + name, "getID")).longValue();
    }

    /** Moves what matches from one queue to another; an empty filter matches all. What moves keeps its order and priority. */
    public long move(String from, String filter, String to) throws ActiveMQException {
        long moved = 0;
        long now;
        do {
            now = count(ask(ResourceNames.QUEUE + from, "moveMessages", AT_ONCE, filter, to, false, AT_ONCE));
            moved += now;
        } while (now > 0);
        return moved;
    }

    /** Removes what matches; an empty filter matches all. What is given out is not touched. */
    public long remove(String name, String filter) throws ActiveMQException {
        return count(ask(ResourceNames.QUEUE + name, "removeMessages", AT_ONCE, filter));
    }

    /**
     * Deletes an empty queue and its address. The broker deletes an address with its last queue only if it made the address
     * itself; one that stays has its pages in memory and on disk, and a file open.
     */
    public void delete(String name) throws ActiveMQException {
        var ignored = ask(ResourceNames.BROKER, "destroyQueue", name, false, true);
        deleteAddress(name);
    }

    /** Deletes an address that has no queue. */
    public void deleteAddress(String name) {
        try {
            var ignored = ask(ResourceNames.BROKER, "deleteAddress", name);
        } catch (ActiveMQException e) { // another gateway has deleted it, or uses it again
            LOGGER.debug("Could not delete the address {} at the broker", name, e);
        }
    }

    public List<String> addresses() throws ActiveMQException {
        return strings(ask(ResourceNames.BROKER, "getAddressNames"));
    }

    private static List<String> strings(Object result) {
        return Arrays.stream((Object[]) result).map(String::valueOf).toList();
    }

    private static long count(Object result) {
        return ((Number) result).longValue();
    }

    private Object ask(String resource, String operation, Object... parameters) throws ActiveMQException {
        try (ClientSession session = sessions.open(false)) {
            return new BrokerManagement(session).invoke(resource, operation, parameters);
        }
    }
}
