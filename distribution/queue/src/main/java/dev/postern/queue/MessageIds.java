package dev.postern.queue;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Generates message identifiers that are unique across all gateways. Safe for any thread. */
final class MessageIds {
    private final String prefix = UUID.randomUUID() + "-";
    private final AtomicLong last = new AtomicLong();

    String next() {
        return prefix + Long.toString(last.incrementAndGet(), Character.MAX_RADIX);
    }
}
