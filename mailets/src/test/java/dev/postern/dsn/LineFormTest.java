package dev.postern.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineFormTest {
    private static LineForm of(String lines) {
        return LineForm.of(lines.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void whatTravelsAsItIs() {
        assertThat(of("")).isEqualTo(LineForm.SEVEN_BIT);
        assertThat(of("a: b\r\n")).isEqualTo(LineForm.SEVEN_BIT);
        assertThat(of("a: b")).isEqualTo(LineForm.SEVEN_BIT);
        assertThat(of("a: \u00fc\r\n")).isEqualTo(LineForm.EIGHT_BIT);
        assertThat(of("y".repeat(998) + "\r\n" + "y".repeat(998) + "\r\n")).isEqualTo(LineForm.SEVEN_BIT);
    }

    @Test
    void whatDoesNot() {
        assertThat(of("y".repeat(999) + "\r\n")).isEqualTo(LineForm.UNSENDABLE);
        assertThat(of("\u00fc".repeat(999))).isEqualTo(LineForm.UNSENDABLE);
        assertThat(of("a\nb")).isEqualTo(LineForm.UNSENDABLE);
        assertThat(of("a\rb")).isEqualTo(LineForm.UNSENDABLE);
        assertThat(of("\na")).isEqualTo(LineForm.UNSENDABLE);
        assertThat(of("a\0b\r\n")).isEqualTo(LineForm.UNSENDABLE);
    }
}
