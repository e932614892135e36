package dev.postern.retention;

import dev.postern.storage.KeptMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Decides which messages are removed from one directory: all that are too old, and, while the rest exceeds a bound, the oldest of
 * strangers. Messages of partners and own servers stay for {@code keepFor}: no flood evicts them.
 *
 * @param expired messages that are too old
 * @param evicted strangers' messages beyond a bound
 * @param messages how many stay
 * @param bytes of those that stay
 */
record RetentionPlan(List<KeptMessage> expired, List<KeptMessage> evicted, long messages, long bytes) {

    /**
     * @param entries the oldest first
     * @param isStrangers asked only where there is too much, the oldest first
     */
    static RetentionPlan of(
            List<KeptMessage> entries, RetentionBounds bounds, Instant now, Predicate<KeptMessage> isStrangers) {
        Instant oldest = now.minus(bounds.keepFor());
        List<KeptMessage> expired = new ArrayList<>();
        List<KeptMessage> rest = new ArrayList<>();
        long bytes = 0;
        for (KeptMessage entry : entries) {
            if (entry.stored().isBefore(oldest)) {
                expired.add(entry);
            } else {
                rest.add(entry);
                bytes += entry.bytes();
            }
        }
        List<KeptMessage> evicted = new ArrayList<>();
        long messages = rest.size();
        for (KeptMessage entry : rest) {
            if (messages <= bounds.maxMessages() && bytes <= bounds.maxBytes()) {
                break;
            }
            if (isStrangers.test(entry)) {
                evicted.add(entry);
                messages--;
                bytes -= entry.bytes();
            }
        }
        return new RetentionPlan(expired, evicted, messages, bytes);
    }

    boolean isOver(RetentionBounds bounds) {
        return messages > bounds.maxMessages() || bytes > bounds.maxBytes();
    }
}
