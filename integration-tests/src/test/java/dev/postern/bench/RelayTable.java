package dev.postern.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The table at the end of the relay's benchmark: medians, ratios to the first gateway, and aims. */
final class RelayTable {
    private RelayTable() {}

    static String of(RelayRounds rounds) {
        var table = new TextTable();
        rounds.all().forEach((scenario, gateways) -> part(table, scenario, gateways));
        return table.toString();
    }

    private static void part(TextTable table, Scenario scenario, Map<String, List<Measurement>> gateways) {
        List<String> names = List.copyOf(gateways.keySet());
        boolean compared = names.size() > 1;
        var head = new ArrayList<>(List.of(scenario.title()));
        head.addAll(names);
        if (compared) {
            head.addAll(List.of("ratio", "aim", ""));
        }
        table.row(head.toArray(String[]::new));
        for (Figure figure : Figure.values()) {
            List<Double> values = names.stream()
                    .map(name -> RelayRounds.median(figure, gateways.getOrDefault(name, List.of())))
                    .toList();
            if (values.stream().anyMatch(value -> value != 0) || isProof(figure)) {
                table.row(line(scenario, figure, values, compared).toArray(String[]::new));
            }
        }
        gateways.forEach((name, measured) -> troubles(name, measured).ifPresent(table::heading));
        table.heading("");
    }

    private static List<String> line(Scenario scenario, Figure figure, List<Double> values, boolean compared) {
        var cells = new ArrayList<>(List.of("  " + figure.title()));
        values.forEach(value -> cells.add(Figures.write(value)));
        if (compared) {
            double first = values.get(0);
            double last = values.get(values.size() - 1);
            double ratio = first == 0 ? 0 : last / first;
            Optional<Aim> aim = Aim.of(figure, scenario);
            cells.add(first == 0 ? "" : Figures.write(ratio));
            cells.add(aim.map(Aim::toString).orElse(""));
            cells.add(aim.map(it -> it.verdict(last, ratio)).orElse(""));
        }
        return cells;
    }

    /** Written even when all are zero: that they are is the result. */
    private static boolean isProof(Figure figure) {
        return figure == Figure.LOST || figure == Figure.DUPLICATED || figure == Figure.CORRUPT;
    }

    private static Optional<String> troubles(String name, List<Measurement> measured) {
        String first = measured.stream()
                .map(Measurement::firstTrouble)
                .filter(trouble -> !trouble.isEmpty())
                .distinct()
                .collect(Collectors.joining("; "));
        return first.isEmpty() ? Optional.empty() : Optional.of("  " + name + ", first trouble of a round: " + first);
    }
}
