package dev.postern.pressure;

import java.util.Optional;

/**
 * Holds the result of one check of the storage.
 *
 * @param free bytes that can still be written to the data directory's file system
 * @param files that can still be created there; {@link FreeFiles#UNKNOWN} if nobody can tell
 * @param loads what the queues hold
 * @param failure why it cannot be used at all, in words for the log; the numbers are then of no use
 */
public record StorageReading(long free, FreeFiles.Found files, QueueLoads loads, Optional<String> failure) {
    /** Creates the reading of a file system that does not count files, with that many messages in the spool. */
    StorageReading(long free, long messages, Optional<String> failure) {
        this(free, FreeFiles.UNKNOWN, new QueueLoads(messages, 0, 0, 0), failure);
    }

    long messages() {
        return loads.all();
    }

    /** Returns the reading of storage that has failed. */
    public static StorageReading failed(String reason) {
        return new StorageReading(0, 0, Optional.of(reason));
    }
}
