package dev.postern.pace;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The turns of the messages of one destination, by the generic cell rate algorithm (ITU-T I.371): each has its time, and may be a little
 * early. A turn is given when a message comes out of the queue and used when it is sent, so that neither lateness nor a standstill
 * makes more leave than may. Guarded by {@link Paces}.
 */
final class Pace {
    private final MessageRate rate;
    private final Duration interval;
    /** When the next message may be sent. */
    private Instant free = Instant.EPOCH;
    /** The next turn of messages that have had one. */
    private Instant front = Instant.EPOCH;
    /** The next turn of messages that have had none. */
    private Instant back = Instant.EPOCH;

    Pace(MessageRate rate) {
        this.rate = rate;
        this.interval = rate.interval();
    }

    /**
     * Tells whether it is the turn of a message.
     *
     * @param before its turn, if it has had one
     * @return empty if it is; else the turn that it has now
     */
    Optional<Slot> await(Optional<Slot> before, Instant now) {
        Optional<Slot> still =
                before.filter(slot -> slot.rate().equals(rate) && slot.at().isAfter(now));
        if (still.isPresent()) {
            back = later(back, still.get().at().plus(interval)); // it may be from before a restart
            return still;
        }
        if (before.isPresent()) {
            return isDue(free, now) ? Optional.empty() : Optional.of(inFront());
        }
        Instant turn = later(free, later(front, back));
        boolean due = isDue(turn, now);
        back = (due ? later(turn, now) : turn).plus(interval);
        return due ? Optional.empty() : Optional.of(new Slot(turn, rate));
    }

    /**
     * Counts a message that is sent now.
     *
     * @param transactions how many it takes
     * @return empty if it may be; else its turn
     */
    Optional<Slot> send(int transactions, Instant now) {
        if (isDue(free, now)) {
            free = later(free, now).plus(interval.multipliedBy(transactions));
            return Optional.empty();
        }
        return Optional.of(inFront());
    }

    /** Of those that have waited: in front of all that come new. */
    private Slot inFront() {
        Instant turn = later(free, front);
        front = turn.plus(interval);
        return new Slot(turn, rate);
    }

    /** Returns the last turn that a message waits for, as far as is known; empty if none waits. */
    Optional<Instant> last(Instant now) {
        return Optional.of(later(front, back).minus(interval)).filter(turn -> !isDue(turn, now));
    }

    private boolean isDue(Instant turn, Instant now) {
        return !turn.minus(rate.slack()).isAfter(now);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
