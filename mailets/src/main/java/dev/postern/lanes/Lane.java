package dev.postern.lanes;

import java.time.Duration;
import java.time.Instant;

/** The work for one destination, one owner of destinations, or one class of them. Guarded by {@link Lanes}. */
final class Lane {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration AT_MOST = Duration.ofMinutes(15);
    /** A lane in which nothing has finished for that long keeps nobody from bringing other work. */
    private static final Duration MOMENT = Duration.ofSeconds(1);
    /** How long all that waits in a lane may take at its pace for it to keep somebody from bringing other work. */
    private static final Duration QUICKLY = Duration.ofSeconds(5);

    int running;
    int waiting;
    private Instant lastFinished;
    private Instant lastTurn = Instant.MIN;
    /** How long one piece takes at present. */
    private Duration pace = Duration.ofMillis(100);

    Lane(Instant now) {
        lastFinished = now;
    }

    boolean isIdle() {
        return running == 0 && waiting == 0;
    }

    boolean isQuick(Instant now) {
        Duration all = pace.multipliedBy(waiting).dividedBy(Math.max(1, running));
        return !now.isAfter(lastFinished.plus(MOMENT)) && all.compareTo(QUICKLY) < 0;
    }

    void finished(Duration took, Instant now) {
        lastFinished = now;
        pace = pace.multipliedBy(3).plus(took).dividedBy(4);
    }

    /** Returns times one after another at the pace of the lane: nothing is brought again and again in vain. */
    Instant turn(int atOnce, Instant now) {
        Instant earliest = now.plus(SOON);
        Instant next = lastTurn.isBefore(earliest) ? earliest : lastTurn.plus(pace.dividedBy(atOnce));
        lastTurn = next.isAfter(now.plus(AT_MOST)) ? earliest : next;
        return next;
    }
}
