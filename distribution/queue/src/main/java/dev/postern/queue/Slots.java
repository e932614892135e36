package dev.postern.queue;

import dev.postern.broker.BrokerQueues;
import dev.postern.broker.QueueNames;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.mail.MessagingException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.queue.api.MailQueueName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores delayed messages in queues of their own, one for each slot of time, and moves each slot into the mail queue
 * as a whole when it is due. The broker's own way to delay holds each message in memory, and does not show it to who
 * looks through the queue. A slot is an eighth as long as the delay at most, and ends when its first message's delay
 * is over at the earliest. Safe for any thread.
 */
final class Slots {
    private static final Logger LOGGER = LoggerFactory.getLogger(Slots.class);
    private static final String ALL = "";
    private static final int SLOTS_A_DELAY = 8;
    private static final Duration SHORTEST = Duration.ofMillis(64);
    /** Long enough for any call of this gateway that is under way. An empty slot still has pages in the memory of the broker. */
    private static final Duration KEPT_EMPTY = Duration.ofSeconds(20);
    /** And for the clock of any other gateway: a message that is sent to a queue that is gone would be lost. */
    private static final Duration KEPT_EMPTY_FOR_OTHERS = Duration.ofMinutes(10);

    private final BrokerQueues broker;
    private final Clock clock;
    private final Duration keptEmpty;
    /** When to look into each. */
    private final Map<QueueNames.Slot, Instant> known = new ConcurrentHashMap<>();
    /** The slots that were found empty long after they were due; they need no further look and will be deleted. */
    private final Set<QueueNames.Slot> drained = ConcurrentHashMap.newKeySet();
    // Sending holds the one, deleting the other.
    private final ReadWriteLock deleting = new ReentrantReadWriteLock();

    private static final Duration SOON = Duration.ofMillis(500);

    /** Puts a message into the queue of that name. */
    interface Sending {
        void to(String name) throws ActiveMQException, IOException, MessagingException;
    }

    /** @param shared whether other gateways use the broker */
    Slots(BrokerQueues broker, Clock clock, boolean shared) {
        this.broker = broker;
        this.clock = clock;
        this.keptEmpty = shared ? KEPT_EMPTY_FOR_OTHERS : KEPT_EMPTY;
    }

    /** Takes up the slots that the broker has, of this gateway from before or of others. */
    void discover() throws ActiveMQException {
        for (String name : broker.names()) {
            QueueNames.slot(name).ifPresent(slot -> known.putIfAbsent(slot, slot.due()));
        }
    }

    /** Deletes the addresses of slots that are gone, which builds before this one left at the broker. */
    void tidy() throws ActiveMQException {
        Set<String> queues = Set.copyOf(broker.names());
        Instant longAgo = clock.instant().minus(KEPT_EMPTY_FOR_OTHERS);
        for (String address : broker.addresses()) {
            boolean left = !queues.contains(address)
                    && QueueNames.slot(address)
                            .filter(slot -> slot.due().isBefore(longAgo))
                            .isPresent();
            if (left) {
                broker.deleteAddress(address);
            }
        }
    }

    void send(MailQueueName queue, Duration delay, Sending sending)
            throws ActiveMQException, IOException, MessagingException {
        deleting.readLock().lock();
        try {
            var slot = new QueueNames.Slot(queue, end(delay));
            String name = QueueNames.of(slot);
            if (!known.containsKey(slot)) {
                broker.create(name);
                known.putIfAbsent(slot, slot.due());
            }
            drained.remove(slot); // a clock that was set back can come to it again
            sending.to(name);
        } finally {
            deleting.readLock().unlock();
        }
    }

    private Instant end(Duration delay) {
        long width = Long.highestOneBit(Math.max(SHORTEST.toMillis(), saturated(delay) / SLOTS_A_DELAY));
        try {
            long due = clock.instant().plus(delay).toEpochMilli();
            return Instant.ofEpochMilli(Math.multiplyExact(Math.floorDiv(Math.addExact(due, width - 1), width), width));
        } catch (DateTimeException | ArithmeticException e) {
            return Instant.ofEpochMilli(Long.MAX_VALUE);
        }
    }

    private static long saturated(Duration delay) {
        try {
            return delay.toMillis();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    /**
     * Returns the slots of a queue that may hold messages, in the order in which they fall due. None of them is
     * deleted soon.
     */
    List<QueueNames.Slot> of(MailQueueName queue) {
        return known.keySet().stream()
                .filter(slot -> slot.queue().equals(queue) && !drained.contains(slot))
                .sorted(Comparator.comparing(QueueNames.Slot::due))
                .toList();
    }

    /** Moves what is due, and deletes slots that have long been empty. */
    void turn() {
        Instant now = clock.instant();
        known.forEach((slot, look) -> {
            if (!look.isAfter(now)) {
                try {
                    empty(slot, now);
                } catch (ActiveMQException e) {
                    LOGGER.warn(
                            "Could not move messages that are due into queue {}; retrying",
                            slot.queue().asString(),
                            e);
                }
            }
        });
    }

    private void empty(QueueNames.Slot slot, Instant now) throws ActiveMQException {
        long moved = broker.move(QueueNames.of(slot), ALL, QueueNames.of(slot.queue()));
        if (drained.contains(slot) && slot.due().plus(keptEmpty).isBefore(now)) {
            delete(slot);
        } else {
            if (moved == 0 && slot.due().plus(keptEmpty.dividedBy(2)).isBefore(now)) {
                drained.add(slot);
            }
            // What was on its way when the time came follows soon; later, hardly anything does.
            Duration since = Duration.between(slot.due(), now);
            Duration seldom = keptEmpty.dividedBy(4);
            known.put(slot, now.plus(SOON).plus(since.compareTo(seldom) < 0 ? since : seldom));
        }
    }

    private void delete(QueueNames.Slot slot) throws ActiveMQException {
        if (!deleting.writeLock().tryLock()) {
            return; // the next time: who sends must not wait
        }
        try {
            String name = QueueNames.of(slot);
            if (broker.size(name) == 0) {
                broker.delete(name);
                known.remove(slot);
                drained.remove(slot);
            }
        } finally {
            deleting.writeLock().unlock();
        }
    }

    /** Which messages of one of the broker's queues are meant, as its filters; an empty one matches all. */
    interface Choice {
        List<String> filters(String name) throws ActiveMQException;
    }

    /** Moves what is chosen of a queue and waits, what began to wait first in front. */
    long flush(MailQueueName queue, Choice choice) throws ActiveMQException {
        record Numbered(long id, String name) {}
        Collection<Numbered> slots = new ArrayList<>();
        for (QueueNames.Slot slot : of(queue)) {
            String name = QueueNames.of(slot);
            slots.add(new Numbered(broker.id(name), name));
        }
        long moved = 0;
        for (Numbered slot :
                slots.stream().sorted(Comparator.comparing(Numbered::id)).toList()) {
            for (String filter : choice.filters(slot.name())) {
                moved += broker.move(slot.name(), filter, QueueNames.of(queue));
            }
        }
        return moved;
    }
}
