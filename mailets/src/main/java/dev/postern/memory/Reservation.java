package dev.postern.memory;

/**
 * Bytes of a {@link MemoryBudget}, which can grow and is given back once, by {@link #close}. Safe for any thread.
 */
public final class Reservation implements AutoCloseable {
    private final MemoryBudget budget;
    private Claimant claimant;
    private long bytes;
    private boolean closed;

    Reservation(MemoryBudget budget, Claimant claimant, long bytes) {
        this.budget = budget;
        this.claimant = claimant;
        this.bytes = bytes;
    }

    /** Reserves more; returns false, and changes nothing, if the budget has not so much left or this is closed. */
    public synchronized boolean grow(long more) {
        if (closed || !budget.take(claimant, more)) {
            return false;
        }
        bytes += more;
        return true;
    }

    /** Gives back all but so many bytes; does nothing if there are fewer. */
    public synchronized void shrinkTo(long rest) {
        long kept = Math.max(rest, 0);
        if (!closed && kept < bytes) {
            budget.giveBack(bytes - kept);
            bytes = kept;
        }
    }

    /** From now on grows as that claimant: a client may turn out to be a partner. */
    public synchronized void belongTo(Claimant owner) {
        claimant = owner;
    }

    /** Returns how many bytes this holds; 0 once it is closed. */
    public synchronized long bytes() {
        return bytes;
    }

    /** Gives all back; a second call does nothing. */
    @Override
    public synchronized void close() {
        shrinkTo(0);
        closed = true;
    }
}
