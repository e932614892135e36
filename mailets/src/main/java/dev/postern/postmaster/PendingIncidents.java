package dev.postern.postmaster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects incidents that were not reported to the postmaster yet: counts them all, and keeps a bounded number. For one thread. */
final class PendingIncidents {
    static final int MOST_INCIDENTS = 20;
    private static final int MOST_REASONS = 10;
    private static final String OTHERS = "other reasons";

    private final Instant since;
    private final List<Incident> first = new ArrayList<>();
    private final Map<String, Long> reasons = new LinkedHashMap<>();
    private long count;

    PendingIncidents(Instant since) {
        this.since = since;
    }

    void add(Incident incident) {
        count++;
        if (first.size() < MOST_INCIDENTS) {
            first.add(incident);
        }
        boolean known = reasons.containsKey(incident.reason()) || reasons.size() < MOST_REASONS;
        reasons.merge(known ? incident.reason() : OTHERS, 1L, Long::sum);
    }

    /** Adds those that came later. */
    void addAll(PendingIncidents later) {
        count += later.count;
        later.first.stream().limit(MOST_INCIDENTS - first.size()).forEach(first::add);
        later.reasons.forEach((reason, times) -> reasons.merge(
                reasons.containsKey(reason) || reasons.size() < MOST_REASONS ? reason : OTHERS, times, Long::sum));
    }

    boolean isEmpty() {
        return count == 0;
    }

    long count() {
        return count;
    }

    /** The first of all. */
    Incident oldest() {
        return first.get(0);
    }

    /** All of it in lines for a person. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (count > 1) {
            lines.add("Messages: " + count + ", since " + since);
            reasons.forEach((reason, times) -> lines.add("  " + times + " x " + reason));
            lines.add("");
            lines.add(count > first.size() ? "The first " + first.size() + " of them:" : "All of them:");
            lines.add("");
        }
        for (Incident incident : first) {
            lines.addAll(incident.lines());
            lines.add("");
        }
        return lines.subList(0, lines.size() - 1);
    }
}
