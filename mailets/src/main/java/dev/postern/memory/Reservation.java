package dev.postern.memory;

/**
 * Bytes of a memory budget, which can grow and is given back once, by {@link #close}. Safe for any thread.
 */
public final class Reservation implements AutoCloseable {
    /** Where the bytes come from. Safe for any thread. */
    interface Source {
        /** Returns whether that claimant now has so many bytes more. */
        boolean take(Claimant claimant, long wanted);

        /** Takes so many bytes back. */
        void giveBack(long released);
    }

    private final Source source;
    private Claimant claimant;
    private long bytes;
    private boolean closed;

    Reservation(Source source, Claimant claimant, long bytes) {
        this.source = source;
        this.claimant = claimant;
        this.bytes = bytes;
    }

    /** Reserves more; returns false, and changes nothing, if the budget has not so much left or this is closed. */
    public synchronized boolean grow(long more) {
        if (closed || !source.take(claimant, more)) {
            return false;
        }
        bytes += more;
        return true;
    }

    /** Gives back all but so many bytes; does nothing if there are fewer. */
    public synchronized void shrinkTo(long rest) {
        long kept = Math.max(rest, 0);
        if (!closed && kept < bytes) {
            source.giveBack(bytes - kept);
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
