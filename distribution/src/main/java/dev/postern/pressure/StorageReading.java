package dev.postern.pressure;

import java.util.Optional;

/**
 * What one look at the storage found.
 *
 * @param free bytes that can still be written to the data directory's file system
 * @param messages what all queues hold together, those under way included
 * @param failure why it cannot be used at all, in words for the log; the numbers are then of no use
 */
public record StorageReading(long free, long messages, Optional<String> failure) {
    static StorageReading failed(String reason) {
        return new StorageReading(0, 0, Optional.of(reason));
    }
}
