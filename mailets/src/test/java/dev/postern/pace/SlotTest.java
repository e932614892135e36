package dev.postern.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlotTest {
    @Test
    void itsTextIsReadAgain() {
        var slot = new Slot(Instant.parse("2026-03-01T10:15:00.123Z"), new MessageRate(100, Duration.ofMinutes(1)));

        assertThat(Slot.parse(slot.text())).contains(slot);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "1 2", "1 2 0", "-1 2 60", "1 2 60 ", "x 2 60", "1 2.5 60", "99999999999999999999 1 1"})
    void otherTextIsNone(String text) {
        assertThat(Slot.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1, PT1S, 1 message in 1s",
        "100, PT1M, 100 messages in 1m",
        "5, PT90S, 5 messages in 90s",
        "7, PT2H, 7 messages in 2h",
        "9, P1D, 9 messages in 1d",
        "3, PT36H, 3 messages in 36h"
    })
    void aRateIsWrittenAsOperatorsWriteIt(int messages, Duration timeUnit, String words) {
        assertThat(new MessageRate(messages, timeUnit).words()).isEqualTo(words);
    }
}
