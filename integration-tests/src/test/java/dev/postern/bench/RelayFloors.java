package dev.postern.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code --check} judges: whether a run's medians are at least acceptable by their {@link Aim}s. */
final class RelayFloors {
    private RelayFloors() {}

    /** A line for each figure that is not. What was not measured, or has nothing to be compared with, is not judged. */
    static List<String> missed(RelayRounds rounds) {
        List<String> missed = new ArrayList<>();
        rounds.all().forEach((scenario, gateways) -> {
            for (Figure figure : Figure.values()) {
                Aim.of(figure, scenario)
                        .flatMap(aim -> missed(aim, figure, gateways))
                        .ifPresent(what -> missed.add(scenario.name() + ", " + what));
            }
        });
        return missed;
    }

    private static Optional<String> missed(Aim aim, Figure figure, Map<String, List<Measurement>> gateways) {
        List<Double> values = gateways.values().stream()
                .map(measured -> RelayRounds.median(figure, measured))
                .toList();
        double first = values.get(0);
        double last = values.get(values.size() - 1);
        boolean judged = aim.ofRatio() ? values.size() > 1 && first != 0 : last != 0;
        double ratio = first == 0 ? 0 : last / first;
        if (!judged || aim.isAcceptable(last, ratio)) {
            return Optional.empty();
        }
        return Optional.of("%s: %s, and %s is the least"
                .formatted(
                        figure.title(),
                        Figures.write(aim.ofRatio() ? ratio : last) + (aim.ofRatio() ? " x" : ""),
                        Figures.write(aim.least())));
    }
}
