package dev.postern.memory;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.inject.Inject;
import javax.inject.Singleton;

/**
 * Bounds, in bytes, what all sessions, envelopes, header sections and conversions of content hold on the heap together.
 * Counts what was reserved; allocates nothing and never blocks. Safe for any thread.
 *
 * <p>A fifth of the budget is kept from {@link Claimant#STRANGER}, so that strangers who exhaust their part do not keep
 * partners and own servers out.
 */
@Singleton
public final class MemoryBudget {
    /** A quarter of the heap: the queue's copies of large messages have an eighth, the rest is the program's own. */
    private static final int PART_OF_HEAP = 4;

    private static final int PART_KEPT = 5;

    private final long bytes;
    private final AtomicLong reserved = new AtomicLong();
    private final Reservation.Source source = new Reservation.Source() {
        @Override
        public boolean take(Claimant claimant, long wanted) {
            return MemoryBudget.this.take(claimant, wanted);
        }

        @Override
        public void giveBack(long released) {
            reserved.addAndGet(-released);
        }
    };

    /** Makes the default budget: a quarter of the heap that this JVM may have ({@code -Xmx}). */
    @Inject
    public MemoryBudget() {
        this(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /** @throws IllegalArgumentException if {@code bytes} is negative */
    public MemoryBudget(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a budget of " + bytes + " bytes");
        }
        this.bytes = bytes;
    }

    /**
     * Reserves bytes; empty if so many are not left for this claimant. The caller closes the reservation, in every outcome.
     */
    public Optional<Reservation> reserve(Claimant claimant, long wanted) {
        return take(claimant, wanted) ? Optional.of(new Reservation(source, claimant, wanted)) : Optional.empty();
    }

    /** Returns how many bytes are reserved now. */
    public long reserved() {
        return reserved.get();
    }

    /** Returns how many bytes a claimant of that kind can have in all. */
    public long limit(Claimant claimant) {
        return claimant == Claimant.STRANGER ? bytes - bytes / PART_KEPT : bytes;
    }

    private boolean take(Claimant claimant, long wanted) {
        if (wanted < 0) {
            throw new IllegalArgumentException("a reservation of " + wanted + " bytes");
        }
        long limit = limit(claimant);
        long before = reserved.get();
        while (wanted <= limit - before) {
            if (reserved.compareAndSet(before, before + wanted)) {
                return true;
            }
            before = reserved.get();
        }
        return false;
    }
}
