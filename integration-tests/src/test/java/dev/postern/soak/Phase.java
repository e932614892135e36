package dev.postern.soak;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What was measured over some time.
 *
 * @param latencies of honest messages that arrived, from due to arrived, in milliseconds
 * @param most the most that the gateway took of the machine
 */
record Phase(String name, Map<Direction, List<Double>> latencies, Vitals most) {
    Phase {
        latencies = Collections.unmodifiableMap(new EnumMap<>(latencies));
    }

    /** @param share 0.99 for the 99th percentile */
    double percentile(Direction direction, double share) {
        List<Double> sorted =
                latencies.getOrDefault(direction, List.of()).stream().sorted().toList();
        return sorted.isEmpty()
                ? Double.NaN
                : sorted.get(Math.min(sorted.size() - 1, (int) Math.floor(share * sorted.size())));
    }

    int count(Direction direction) {
        return latencies.getOrDefault(direction, List.of()).size();
    }
}
