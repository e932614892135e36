package dev.postern.revalidation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProbeScheduleTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private final ProbeSchedule daily = new ProbeSchedule(DAY);

    @Test
    void tenThousandPartnersAreSpreadEvenlyOverTheDay() {
        Map<Long, Long> perHour = IntStream.range(0, 10_000)
                .mapToObj(number -> daily.lastTime("partner-" + number, NOW))
                .collect(Collectors.groupingBy(
                        time -> Duration.between(time, NOW).toHours(), Collectors.counting()));

        assertThat(perHour).hasSize(24);
        assertThat(perHour.values()).allSatisfy(count -> assertThat(count).isBetween(330L, 510L)); // 417 +- 4.5 sigma
    }

    @Test
    void aPartnerHasItsTimeOnceAPeriod() {
        Instant time = daily.lastTime("contoso", NOW);

        assertThat(time).isBetween(NOW.minus(DAY), NOW);
        assertThat(daily.lastTime("contoso", time)).isEqualTo(time);
        assertThat(daily.lastTime("contoso", time.plus(DAY).minusMillis(1))).isEqualTo(time);
        assertThat(daily.lastTime("contoso", time.plus(DAY))).isEqualTo(time.plus(DAY));
    }

    @Test
    void itIsDueAtItsTimeAndWhenItWasMissed() {
        Instant time = daily.lastTime("contoso", NOW);

        assertThat(daily.isDue("contoso", Optional.of(time.minusSeconds(1)), time))
                .isTrue();
        assertThat(daily.isDue("contoso", Optional.of(time), time.plus(DAY).minusMillis(1)))
                .isFalse();
        assertThat(daily.isDue("contoso", Optional.of(time), time.plus(DAY))).isTrue();
        assertThat(daily.isDue("contoso", Optional.of(time), time.plus(DAY.multipliedBy(9))))
                .isTrue();
    }

    @Test
    void aPartnerThatWasNeverProbedIsDueAtOnceAndSoIsOneFromTheFuture() {
        assertThat(daily.isDue("contoso", Optional.empty(), NOW)).isTrue();
        assertThat(daily.isDue("contoso", Optional.of(NOW.plusSeconds(60)), NOW))
                .isTrue();
    }

    @Test
    void ifAllAreDueAtOnceTheyTakeHalfAPeriod() {
        assertThat(daily.gap(10_000).multipliedBy(10_000)).isEqualTo(Duration.ofHours(12));
        assertThat(daily.gap(1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(daily.gap(0)).isEqualTo(Duration.ofSeconds(5));
    }
}
