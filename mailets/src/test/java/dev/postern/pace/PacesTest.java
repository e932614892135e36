package dev.postern.pace;

import static dev.postern.pace.PaceSimulation.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Paces paces = new Paces();

    private static OutboundLimits limits(String destination, int messages, Duration timeUnit) {
        return new OutboundLimits(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new MessageRate(messages, timeUnit)),
                Optional.of(destination));
    }

    private boolean goes(OutboundLimits limits, Instant now) {
        return paces.await(limits, Optional.empty(), now).isEmpty()
                && paces.send(limits, 1, now).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1, PT1S, PT0S",
        "1, PT1M, PT5S",
        "2, PT1M, PT1S",
        "7, PT1M, PT1S",
        "60, PT1M, PT0.25S",
        "100, PT1M, PT10S",
        "1000, PT1M, PT1S",
        "6000, PT1M, PT0.25S",
        "100, PT1H, PT1M",
        "1, P1D, PT1M",
        "500, P1D, PT15M",
    })
    void neverMoreThanTheRateWithinAnyTimeUnit(int messages, Duration timeUnit, Duration lateness) {
        var queue = new PaceSimulation(new MessageRate(messages, timeUnit), lateness, messages);
        int many = Math.max(20, 3 * messages);
        queue.add(many, START);
        queue.add(many / 2, START.plus(timeUnit));

        queue.run(START.plus(timeUnit.multipliedBy(60)));

        assertThat(queue.sent).as("all of them").hasSize(many + many / 2);
        assertThat(queue.mostWithin(timeUnit)).isLessThanOrEqualTo(messages);
    }

    @Test
    void theRateIsUsed() {
        var queue = new PaceSimulation(new MessageRate(100, MINUTE), Duration.ofMillis(250), 1);
        queue.add(2000, START);

        queue.run(START.plus(MINUTE.multipliedBy(30)));

        assertThat(queue.sent.get(1999)).isBefore(START.plus(MINUTE.multipliedBy(22)));
        assertThat(queue.deferrals).as("times that one came out in vain").isLessThan(2 * 2000);
    }

    @Test
    void messagesGoInTheirOrderAndNewOnesBehindThem() {
        var queue = new PaceSimulation(new MessageRate(10, MINUTE), Duration.ZERO, 1);
        queue.add(30, START);
        queue.run(START.plusSeconds(50));
        queue.add(10, START.plusSeconds(50));
        queue.run(START.plus(MINUTE.multipliedBy(10)));

        assertThat(queue.order).isEqualTo(IntStream.range(0, 40).boxed().toList());
    }

    @Test
    void afterAStandstillMessagesDoNotGoAllAtOnce() {
        var queue = new PaceSimulation(new MessageRate(10, MINUTE), Duration.ZERO, 1);
        queue.add(300, START);
        queue.run(START.plus(MINUTE));
        queue.standStill(Duration.ofHours(1));
        queue.run(START.plus(Duration.ofHours(3)));

        assertThat(queue.sent).hasSize(300);
        assertThat(queue.mostWithin(MINUTE)).isLessThanOrEqualTo(10);
        assertThat(queue.deferrals).isLessThan(3 * 300);
    }

    @Test
    void afterARestartMessagesKeepTheirTurns() {
        var queue = new PaceSimulation(new MessageRate(10, MINUTE), Duration.ZERO, 1);
        queue.add(100, START);
        queue.run(START.plus(MINUTE));
        queue.restart();
        queue.add(20, START.plus(MINUTE));
        queue.run(START.plus(Duration.ofHours(3)));

        assertThat(queue.sent).hasSize(120);
        assertThat(queue.mostWithin(MINUTE))
                .as("and one that the restart forgot")
                .isLessThanOrEqualTo(11);
    }

    @Test
    void oneThatComesOutEarlyAfterARestartKeepsItsTurnAndNewOnesGoBehindIt() {
        var limits = limits("a.test", 1, MINUTE);
        var slot = new Slot(START.plus(MINUTE.multipliedBy(10)), new MessageRate(1, MINUTE));

        assertThat(paces.await(limits, Optional.of(slot), START)).contains(slot);
        assertThat(paces.await(limits, Optional.empty(), START).map(Slot::at))
                .hasValueSatisfying(turn -> assertThat(turn).isAfter(slot.at()));
    }

    @Test
    void eachDestinationHasItsOwn() {
        assertThat(goes(limits("a.test", 1, MINUTE), START)).isTrue();
        assertThat(goes(limits("a.test", 1, MINUTE), START)).isFalse();
        assertThat(goes(limits("b.test", 1, MINUTE), START)).isTrue();
    }

    @Test
    void withoutARateAndAtZeroEverythingGoes() {
        for (int message = 0; message < 1000; message++) {
            assertThat(goes(OutboundLimits.NONE.of("a.test"), START)).isTrue();
            assertThat(goes(limits("a.test", 0, MINUTE), START)).isTrue();
        }
    }

    @Test
    void aMessageOfSeveralTransactionsCountsForEach() {
        var limits = limits("a.test", 60, MINUTE);
        assertThat(paces.send(limits, 30, START)).isEmpty();

        assertThat(goes(limits, START.plusSeconds(25))).isFalse();
        assertThat(goes(limits, START.plusSeconds(32))).isTrue();
    }

    @Test
    void anotherRateGivesOtherTurns() {
        var slow = limits("a.test", 1, Duration.ofHours(1));
        assertThat(goes(slow, START)).isTrue();
        Optional<Slot> slot = paces.await(slow, Optional.empty(), START);
        assertThat(slot).isPresent();
        var quick = limits("a.test", 60, MINUTE);

        assertThat(paces.await(slow, slot, START.plusSeconds(1))).isEqualTo(slot);
        assertThat(paces.await(quick, slot, START.plusSeconds(1))).isEmpty();
    }

    @Test
    void theListingTellsTheRateAndTheLastTurn() {
        var limits = limits("a.test", 1, Duration.ofHours(1));
        assertThat(paces.backlog(limits, START)).isEmpty();
        goes(limits, START);
        assertThat(paces.backlog(limits, START)).isEmpty();
        goes(limits, START);
        goes(limits, START);

        assertThat(paces.backlog(limits, START))
                .contains("rate: 1 message in 1h, the last one at 2026-03-01T12:21:00Z");
        assertThat(paces.backlog(limits, START.plus(Duration.ofHours(3)))).isEmpty();
    }

    @Test
    void aStrangerWithManyDomainsDoesNotFillTheTable() {
        for (int domain = 0; domain < 30_000; domain++) {
            goes(limits("d" + domain + ".test", 1, Duration.ofDays(1)), START);
        }
        assertThat(goes(limits("d29999.test", 1, Duration.ofDays(1)), START)).isFalse();
        assertThat(goes(limits("d0.test", 1, Duration.ofDays(1)), START))
                .as("forgotten by now")
                .isTrue();
    }
}
