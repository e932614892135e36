package dev.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What {@code --check} judges, and what it leaves alone. */
class RelayFloorsTest {
    private final RelayRounds rounds = new RelayRounds();

    @Test
    void whatIsBetweenTheAimAndTheLeastPasses() {
        rounds.add(Scenario.FIFTY, measured("Postfix", 500, 6_000, 0));
        rounds.add(Scenario.FIFTY, measured("Postern", 1_000, 1_200, 700));

        assertThat(RelayFloors.missed(rounds)).isEmpty();
    }

    @Test
    void whatIsLessThanTheLeastIsToldWithItsFigure() {
        rounds.add(Scenario.FIFTY, measured("Postfix", 500, 600, 0));
        rounds.add(Scenario.FIFTY, measured("Postern", 700, 1_200, 900));

        assertThat(RelayFloors.missed(rounds))
                .containsExactly(
                        "10k-50, end to end, msg/s: 1.40 x, and 1.50 is the least",
                        "10k-50, latency p99, ms: 2.00 x, and 0.50 is the least",
                        "10k-50, RSS, MiB: 900, and 800 is the least");
    }

    @Test
    void theMedianIsJudgedAndNotTheWorstRound() {
        rounds.add(Scenario.FIFTY, measured("Postfix", 500, 6_000, 0));
        for (double rate : new double[] {1_500, 100, 1_600}) {
            rounds.add(Scenario.FIFTY, measured("Postern", rate, 200, 700));
        }

        assertThat(RelayFloors.missed(rounds)).isEmpty();
    }

    @Test
    void withNothingToCompareWithOnlyWhatStandsForItselfIsJudged() {
        rounds.add(Scenario.FIFTY, measured("Postern", 1, 9_000, 900));

        assertThat(RelayFloors.missed(rounds)).containsExactly("10k-50, RSS, MiB: 900, and 800 is the least");
    }

    private static Measurement measured(String label, double rate, double p99, double rss) {
        var times = new Measurement.Times(1, p99, p99, p99);
        return new Measurement(
                label, "", times, times, 10, 0, 10, 0, 0, 0, 0, 0, rate, rate, 1, 0, 1, 1, 0, 1, 1, 1, 5, rss, rss, 0,
                0);
    }
}
