package dev.postern.pressure;

import java.util.Optional;

/**
 * When the storage is full: the one place that decides it. What is full must get well clear of its limit before it counts
 * as having room, so that the answer does not change with every message. Pure.
 *
 * @param minFree bytes that must stay free on the data directory's file system
 * @param maxMessages how many messages all queues may hold together
 */
public record StorageLimits(long minFree, long maxMessages) {
    private static final int FREE_FOR_A_QUARTER_MORE = 4;
    private static final int TENTH = 10;

    /**
     * Why no new mail can be taken; empty if it can.
     *
     * @param wasFull what was said the last time
     */
    Optional<String> refusal(StorageReading reading, boolean wasFull) {
        if (reading.failure().isPresent()) {
            return reading.failure();
        }
        long free = wasFull ? minFree + minFree / FREE_FOR_A_QUARTER_MORE : minFree;
        if (reading.free() < free) {
            return Optional.of("the data directory's file system has " + reading.free() + " bytes free, and " + free
                    + " are needed (queue.minFree in gateway.yaml is " + minFree + ")");
        }
        long messages = wasFull ? maxMessages - (maxMessages + TENTH - 1) / TENTH : maxMessages;
        if (reading.messages() > messages) {
            return Optional.of("the queues hold " + reading.messages() + " messages, and may hold " + messages
                    + " (queue.maxMessages in gateway.yaml is " + maxMessages + ")");
        }
        return Optional.empty();
    }

    /** Whether a message of that length leaves enough free: it is on the disk twice, while it is read and in the queue. */
    boolean hasRoomFor(long bytes, long free) {
        return bytes <= (free - minFree) / 2;
    }
}
