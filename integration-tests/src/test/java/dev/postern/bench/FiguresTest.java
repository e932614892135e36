package dev.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the tables are computed of. */
class FiguresTest {
    @Test
    void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
        assertThat(Figures.median(List.of(9.0, 1.0, 2.0, 4.0))).isEqualTo(3.0);
        assertThat(Figures.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2.0);
        assertThat(Figures.median(List.of())).isZero();
    }

    @Test
    void aPercentileIsOneOfTheValues() {
        assertThat(Figures.percentile(new long[] {50, 10, 40, 20, 30}, 50)).isEqualTo(30);
        assertThat(Figures.percentile(new long[] {50, 10, 40, 20, 30}, 100)).isEqualTo(50);
        assertThat(Figures.percentile(new long[0], 99)).isZero();
    }

    @Test
    void theHeapIsReadFromTheLogOfCollections() {
        HeapUse use = HeapUse.of(List.of(
                "[0.1s][info][gc] Using G1",
                "[1.0s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 392M->283M(501M) 31.129ms",
                "[2.0s][info][gc] GC(1) Concurrent Mark Cycle 200.467ms",
                "[3.0s][info][gc] GC(2) Pause Young (Mixed) (G1 Evacuation Pause) 289M->133M(501M) 12.793ms"));

        assertThat(use).isEqualTo(new HeapUse(392, 283));
    }

    @Test
    void anAimIsReachedMissedOrBetween() {
        Aim rate = Aim.of(Figure.END_TO_END, Scenario.FIFTY).orElseThrow();

        assertThat(rate.verdict(0, 3.1)).isEqualTo("reached");
        assertThat(rate.verdict(0, 1.6)).isEqualTo("acceptable");
        assertThat(rate.verdict(0, 1.4)).isEqualTo("MISSED");
        Aim latency = Aim.of(Figure.LATENCY_P99, Scenario.FIXED).orElseThrow();
        assertThat(latency.verdict(49, 0)).isEqualTo("reached");
        assertThat(latency.verdict(104, 0)).isEqualTo("MISSED");
    }

    @Test
    void headingsWidenNoColumn() {
        String table = new TextTable()
                .heading("a heading that is longer than any cell")
                .row("a", "bcd")
                .row("ef", "g")
                .toString();

        assertThat(table).isEqualTo("a heading that is longer than any cell\na   bcd\nef    g\n");
    }
}
