package dev.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What {@code --handover} prints at the end. */
class HandoverTableTest {
    @Test
    void moreMessagesAndLessOfAnythingElseAreGains() {
        var rounds = new RelayRounds();
        rounds.add(Scenario.TEN, measured("Postern, off", 1_000, 300));
        rounds.add(Scenario.TEN, measured("Postern", 1_200, 200));

        assertThat(HandoverTable.of(rounds).lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "10k-10: gain of Postern over Postern, off",
                        " end to end, msg/s +20 %",
                        " latency p99, ms +50 %");
    }

    private static Measurement measured(String label, double rate, double latency) {
        var times = new Measurement.Times(latency, latency, latency, latency);
        return new Measurement(
                label, "", times, times, 10, 0, 10, 0, 0, 0, 0, 0, rate, rate, 1, 0, 1, 1, 0, 1, 1, 1, 5, 1, 1, 0, 0);
    }
}
