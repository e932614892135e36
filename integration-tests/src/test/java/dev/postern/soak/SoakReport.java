package dev.postern.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What came of a soak.
 *
 * @param start before the first measured phase
 * @param end when everything had settled
 * @param heapAtStart left after a collection then, in MiB
 * @param heapAtEnd the same in the end
 * @param missing accepted and not arrived
 * @param putOff replies of 4xx and 5xx to honest mail
 * @param broken honest connections that were refused or broke
 * @param refusals every 5xx reply to honest mail
 */
record SoakReport(
        List<Phase> phases,
        Vitals start,
        Vitals end,
        double heapAtStart,
        double heapAtEnd,
        long missing,
        long duplicates,
        long inClear,
        long putOff,
        long broken,
        List<String> refusals,
        boolean alive) {
    /** The gateway's heap has 512 MiB; what the JVM takes beside it, and buffers outside the heap. */
    static final double MOST_RSS = 900;
    /** Beside what is measured in the quiet phase. */
    static final double MOST_DISK = 512;

    static final double MOST_HEAP_GROWTH = 48;
    static final double MOST_SLOWER = 5;
    private static final long SPARE_DESCRIPTORS = 16;

    SoakReport {
        phases = List.copyOf(phases);
        refusals = List.copyOf(refusals);
    }

    /** Whether descriptors are what they were, but for connections that are kept for a while. */
    static boolean isBack(Vitals start, Vitals now) {
        return now.descriptors() <= start.descriptors() + SPARE_DESCRIPTORS;
    }

    /** What must hold however fast the machine is; empty if it does. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        add(faults, !alive, "the gateway's process has ended");
        add(faults, missing > 0, missing + " accepted messages are lost");
        add(faults, inClear > 0, inClear + " messages came in clear text");
        add(
                faults,
                !refusals.isEmpty(),
                "honest mail was rejected: " + refusals.stream().limit(3).toList());
        add(
                faults,
                !isBack(start, end),
                "descriptors: " + start.descriptors() + " before, " + end.descriptors() + " after");
        add(
                faults,
                heapAtEnd > heapAtStart + MOST_HEAP_GROWTH,
                format("live heap: %.0f MiB before, %.0f MiB after", heapAtStart, heapAtEnd));
        for (Phase phase : phases) {
            add(
                    faults,
                    phase.most().rss() > MOST_RSS,
                    format("%s: RSS %.0f MiB", phase.name(), phase.most().rss()));
            add(
                    faults,
                    phase.most().disk() > start.disk() + MOST_DISK,
                    format("%s: disk %.0f MiB", phase.name(), phase.most().disk()));
            for (Direction direction : Direction.values()) {
                add(faults, phase.count(direction) == 0, phase.name() + ": nothing arrived " + direction);
            }
        }
        return faults;
    }

    /** Directions in which honest mail was slowed down by more than it may; for a benchmark, not for a test. */
    List<String> slow() {
        List<String> slow = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            add(
                    slow,
                    ratio(direction) > MOST_SLOWER,
                    format("%s: p99 is %.1f times the quiet one", direction, ratio(direction)));
        }
        return slow;
    }

    /** The 99th percentile in the last phase, by that in the first. */
    double ratio(Direction direction) {
        return phases.get(phases.size() - 1).percentile(direction, 0.99)
                / phases.get(0).percentile(direction, 0.99);
    }

    private static void add(List<String> list, boolean really, String what) {
        if (really) {
            list.add(what);
        }
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (Phase phase : phases) {
            for (Direction direction : Direction.values()) {
                text.append(format(
                        "%-8s %-8s %7d messages, p50 %8.1f ms, p99 %8.1f ms%n",
                        phase.name(),
                        direction,
                        phase.count(direction),
                        phase.percentile(direction, 0.5),
                        phase.percentile(direction, 0.99)));
            }
            text.append(format("%-8s at most: %s%n", phase.name(), phase.most()));
        }
        for (Direction direction : Direction.values()) {
            if (phases.size() > 1) {
                text.append(format("%-8s p99 hostile/quiet: %.2f%n", direction, ratio(direction)));
            }
        }
        return text
                + format(
                        "before: %s, live heap %.0f MiB%nafter:  %s, live heap %.0f MiB%n",
                        start, heapAtStart, end, heapAtEnd)
                + format(
                        "honest mail: lost %d, duplicated %d, in clear text %d, put off %d, connections refused or broken %d%n",
                        missing, duplicates, inClear, putOff, broken);
    }
}
