package dev.postern.inboundtest;

import dev.postern.inboundtest.TestEvent.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The latest events of one test, in memory. Safe for any thread; never waits for a disk. */
final class TestLog {
    static final int MOST_EVENTS = 100;

    private final List<TestEvent> events = new ArrayList<>();
    private long count;

    synchronized void add(Instant time, Kind kind, String text, Map<String, String> facts) {
        count++;
        if (events.size() == MOST_EVENTS) {
            // A partner's server that retries pushes out none of the events that the administrator waits for.
            int oldestOfMany = Math.max(0, indexOfFirstAttempt());
            events.remove(oldestOfMany);
        }
        events.add(new TestEvent(count, time, kind, text, facts));
    }

    private int indexOfFirstAttempt() {
        for (int index = 0; index < events.size(); index++) {
            Kind kind = events.get(index).kind();
            if (kind == Kind.MAIL_REJECTED || kind == Kind.MAIL_WOULD_BE_REJECTED || kind == Kind.ADDRESS_REFUSED) {
                return index;
            }
        }
        return -1;
    }

    /** Returns the events behind that number. */
    synchronized List<TestEvent> after(long number) {
        return events.stream().filter(event -> event.number() > number).toList();
    }
}
