package dev.postern.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints how much better the last gateway of a run is than each of the others, in percent of the medians: more messages a second, less
 * of every other figure. Shows only the figures that a user notices.
 */
final class HandoverTable {
    private static final List<Figure> FIGURES = List.of(
            Figure.ACCEPT, Figure.END_TO_END, Figure.LATENCY_P50, Figure.LATENCY_P99, Figure.CPU, Figure.FLUSHES);

    private HandoverTable() {}

    static String of(RelayRounds rounds) {
        var table = new TextTable();
        rounds.all().forEach((scenario, gateways) -> part(table, scenario, gateways));
        return table.toString();
    }

    private static void part(TextTable table, Scenario scenario, Map<String, List<Measurement>> gateways) {
        List<String> names = List.copyOf(gateways.keySet());
        String last = names.get(names.size() - 1);
        List<String> others = names.subList(0, names.size() - 1);
        var head = new ArrayList<>(List.of(scenario.name() + ": gain of " + last + " over"));
        head.addAll(others);
        table.row(head.toArray(String[]::new));
        for (Figure figure : FIGURES) {
            double value = RelayRounds.median(figure, gateways.getOrDefault(last, List.of()));
            var cells = new ArrayList<>(List.of("  " + figure.title()));
            others.forEach(other -> cells.add(
                    gain(figure, value, RelayRounds.median(figure, gateways.getOrDefault(other, List.of())))));
            table.row(cells.toArray(String[]::new));
        }
        table.heading("");
    }

    private static String gain(Figure figure, double value, double other) {
        if (value == 0 || other == 0) {
            return "";
        }
        boolean isRate = figure == Figure.ACCEPT || figure == Figure.END_TO_END;
        return String.format(Locale.ROOT, "%+.0f %%", ((isRate ? value / other : other / value) - 1) * 100);
    }
}
