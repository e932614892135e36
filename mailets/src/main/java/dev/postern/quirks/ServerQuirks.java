package dev.postern.quirks;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * Remembers of each server what it does not do although every server should, or although it says that it does. Bounded; safe for
 * any thread.
 *
 * @param <S> a server, compared by {@code equals}
 */
public final class ServerQuirks<S> {
    /** Every server should accept as many (RFC 5321 §4.5.3.1.8). */
    public static final int RECIPIENTS = 100;

    /** For how long something is remembered: longer than most retries are apart, so that a retry uses what was learnt. */
    public static final Duration TIME = Duration.ofHours(1);

    private final Remembered<S, Integer> recipients;
    private final Remembered<S, Set<Extension>> broken;
    private final Remembered<S, Set<Extension>> proved;
    private final Remembered<S, Boolean> rejecting;

    public ServerQuirks(Clock clock) {
        this.recipients = new Remembered<>(clock, TIME);
        this.broken = new Remembered<>(clock, TIME);
        this.proved = new Remembered<>(clock, TIME);
        this.rejecting = new Remembered<>(clock, TIME);
    }

    /**
     * Returns how many recipients to name in one transaction at most: what the server accepted, if that is less.
     *
     * @param most while nothing else is known
     */
    public int mostRecipients(S server, int most) {
        return Math.min(most, recipients.get(server).orElse(Integer.MAX_VALUE));
    }

    /**
     * Notes that the server accepted no more recipients in one transaction.
     *
     * @param most at least 1
     */
    public synchronized void acceptedOnly(S server, int most) {
        recipients.put(server, mostRecipients(server, most));
    }

    /** Returns the extensions that the server may announce and that do not work. */
    public Set<Extension> broken(S server) {
        return broken.get(server).orElse(Set.of());
    }

    /**
     * Notes that these extensions do not work.
     *
     * @return whether that was not known yet
     */
    public synchronized boolean isBroken(S server, Collection<Extension> extensions) {
        Set<Extension> before = broken(server);
        broken.put(server, with(before, extensions));
        return !before.containsAll(extensions);
    }

    /** Returns true if a message went to the server by that extension lately. */
    public boolean isProved(S server, Extension extension) {
        return proved.get(server).orElse(Set.of()).contains(extension);
    }

    /** Notes that a message went to the server by these extensions. */
    public synchronized void prove(S server, Collection<Extension> extensions) {
        proved.put(server, with(proved.get(server).orElse(Set.of()), extensions));
    }

    /**
     * Notes that the server rejects the address of ours that it is reached from.
     *
     * @return whether that was not known yet
     */
    public synchronized boolean noteRejecting(S server) {
        boolean known = isRejectingOurAddress(server);
        rejecting.put(server, true);
        return !known;
    }

    /** Returns whether the server rejected our address lately. */
    public boolean isRejectingOurAddress(S server) {
        return rejecting.get(server).isPresent();
    }

    private static Set<Extension> with(Set<Extension> some, Collection<Extension> more) {
        Set<Extension> all = EnumSet.noneOf(Extension.class);
        all.addAll(some);
        all.addAll(more);
        return Set.copyOf(all);
    }
}
