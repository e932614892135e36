package dev.postern.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What somebody else wrote is harmless in a terminal, a log line and a DSN. */
class PrintableTest {
    @Test
    void controlsOfBothSetsAreReplaced() {
        assertThat(Printable.of("a\r\nb\u0085c\u009b31md\u007fe")).isEqualTo("a??b?c?31md?e");
    }

    @Test
    void soIsWhatTurnsLettersAroundOrBreaksLines() {
        assertThat(Printable.of("a\u202eb\u2028c\u2029d\ud800e")).isEqualTo("a?b?c?d?e");
    }

    @Test
    void lettersOfEveryScriptStay() {
        assertThat(Printable.of("b\u00f6b \u4e2d\u6587 \ud83d\ude00")).isEqualTo("b\u00f6b \u4e2d\u6587 \ud83d\ude00");
    }

    @Test
    void aLineHasOneBlankForAnyNumberOfThem() {
        assertThat(Printable.line("a\r\n\u0085b")).isEqualTo("a b");
    }
}
