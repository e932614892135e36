package dev.postern.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpReplyTest {
    @ParameterizedTest
    @CsvSource({
        "550, 5.1.1 unknown, 550 5.1.1 unknown",
        "550, 5.7.1 first line|5.7.1 second line|5.7.1 third, 550 5.7.1 first line second line third",
        "550, 5.7.1 first|second, 550 5.7.1 first second",
        "550, 5.7.1 first|5.7.2 second, 550 5.7.1 first 5.7.2 second",
        "550, 5.7.1 first|5.7.1, 550 5.7.1 first",
        "550, 5.7.1|5.7.1 why, 550 5.7.1 why",
        "550, 5.7.1 first|5.7.10 second, 550 5.7.1 first 5.7.10 second",
        "550, no status|5.7.1 second, 550 no status 5.7.1 second",
        "250, 2.0.0 ok, 250 2.0.0 ok"
    })
    void aStatusThatEachLineBeginsWithStandsOnceInTheJoinedText(int code, String lines, String text) {
        assertThat(new SmtpReply(code, List.of(lines.split("\\|"))).text()).isEqualTo(text);
    }
}
