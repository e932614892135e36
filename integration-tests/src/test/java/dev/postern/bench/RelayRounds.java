package dev.postern.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All measurements of one run, by scenario and gateway, in the order in which they were taken. For one thread. */
final class RelayRounds {
    private final Map<Scenario, Map<String, List<Measurement>>> taken = new LinkedHashMap<>();

    private Instant warm = Instant.EPOCH;

    /** From now on the gateways are warm. */
    void beginWarm(Instant now) {
        warm = now;
    }

    Instant warmFrom() {
        return warm;
    }

    void add(Scenario scenario, Measurement measurement) {
        taken.computeIfAbsent(scenario, any -> new LinkedHashMap<>())
                .computeIfAbsent(measurement.label(), any -> new ArrayList<>())
                .add(measurement);
    }

    Map<Scenario, Map<String, List<Measurement>>> all() {
        return taken;
    }

    /** Nothing lost, duplicated, corrupt or refused. */
    boolean areWhole() {
        return taken.values().stream()
                .flatMap(gateways -> gateways.values().stream())
                .flatMap(List::stream)
                .allMatch(Measurement::isWhole);
    }

    static double median(Figure figure, List<Measurement> rounds) {
        return Figures.median(rounds.stream().map(figure::of).toList());
    }
}
