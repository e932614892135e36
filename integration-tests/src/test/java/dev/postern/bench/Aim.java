package dev.postern.bench;

import java.util.Optional;

/**
 * What Postern is to reach: of one figure, or of its ratio to Postfix's in the same run.
 *
 * @param ofRatio whether the two bounds are of the ratio
 * @param more whether more is better
 * @param wanted the aim
 * @param least what is still acceptable
 */
record Aim(boolean ofRatio, boolean more, double wanted, double least) {
    /** Of that figure in that scenario, if there is one. */
    static Optional<Aim> of(Figure figure, Scenario scenario) {
        boolean small = scenario.name().startsWith("10k");
        boolean fixed = scenario.rate() > 0;
        if (scenario.name().equals("crowd") && figure == Figure.END_TO_END) {
            return Optional.of(new Aim(true, true, 0.95, 0.95)); // here the other gateway is Postern without the crowd
        }
        return switch (figure) {
            case END_TO_END ->
                fixed || scenario.name().equals("cold")
                        ? Optional.empty()
                        : Optional.of(small ? new Aim(true, true, 3, 1.5) : new Aim(true, true, 2, 1));
            case LATENCY_P50 -> fixed ? Optional.of(new Aim(false, false, 10, 46)) : Optional.empty();
            case LATENCY_P99 ->
                fixed
                        ? Optional.of(new Aim(false, false, 50, 103))
                        : small ? Optional.of(new Aim(true, false, 0.2, 0.5)) : Optional.empty();
            case FLUSHES ->
                scenario.name().equals("10k-50") ? Optional.of(new Aim(false, false, 0.3, 1)) : Optional.empty();
            case HEAP -> Optional.of(new Aim(false, false, 512, 512));
            case RSS -> Optional.of(new Aim(false, false, 800, 800));
            default -> Optional.empty();
        };
    }

    String verdict(double value, double ratio) {
        double judged = ofRatio ? ratio : value;
        return isAtLeast(judged, wanted) ? "reached" : isAcceptable(value, ratio) ? "acceptable" : "MISSED";
    }

    boolean isAcceptable(double value, double ratio) {
        return isAtLeast(ofRatio ? ratio : value, least);
    }

    private boolean isAtLeast(double judged, double bound) {
        return more ? judged >= bound : judged <= bound;
    }

    @Override
    public String toString() {
        return (more ? ">= " : "<= ") + Figures.write(wanted) + (ofRatio ? " x" : "");
    }
}
