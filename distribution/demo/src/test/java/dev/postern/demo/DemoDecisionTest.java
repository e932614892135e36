package dev.postern.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DemoDecisionTest {
    private final DemoDecision decision =
            new DemoDecision("2026-01-01T00:00:00.000Z WARN  dev.postern.decision outbound message=Mail1-to-clear.test"
                    + " partner=clear wanted=secure version=none cipher=none certificate=none verdict=deferred"
                    + " token=starttls-not-supported reason=\"the server does not offer it\"");

    @Test
    void readsValuesWithAndWithoutQuotes() {
        assertThat(decision.value("partner")).isEqualTo("clear");
        assertThat(decision.value("reason")).isEqualTo("the server does not offer it");
        assertThat(decision.value("absent")).isEmpty();
        assertThat(decision.isVerdict("deferred")).isTrue();
        assertThat(decision.isVerdict("delivered")).isFalse();
    }

    @Test
    void knowsTheLinesOfTheDecisionLog() {
        assertThat(DemoDecision.isOne(decision.line())).isTrue();
        assertThat(DemoDecision.isOne("2026 INFO dev.postern.assembly.Gateway verdict=delivered"))
                .isFalse();
    }

    @Test
    void quotesTheLineAsItStands() {
        assertThat(decision.excerpt("wanted", "absent", "verdict", "reason"))
                .isEqualTo("wanted=secure verdict=deferred reason=\"the server does not offer it\"");
    }
}
