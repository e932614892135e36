package dev.postern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SIGTERM ends the gateway without losing what it has accepted. */
class StopIT {

    @Test
    void whatWasAcceptedIsHandedOnBeforeTheEnd() throws IOException {
        try (var site = Site.named("stop")) {
            var gateway = site.start("partners: []\n");
            List<String> lost = new ArrayList<>();
            try (var client = site.outside()) {
                for (int i = 0; i < 100; i++) {
                    var letter = Letter.from("carol@stranger.test");
                    assertThat(client.mail("carol@stranger.test", "bob@example.test", letter)
                                    .code())
                            .isEqualTo(250);
                    lost.add(letter.marker());
                }
                gateway.terminate();
                assertThat(gateway.awaitExit()).as(gateway.tail()).isZero();
            }
            site.inside.received().forEach(message -> lost.removeIf(message.content()::contains));
            assertThat(lost).as(gateway.tail()).isEmpty();
            assertThatThrownBy(() -> ScriptedSmtpClient.open(Site.OUTSIDE, site.smtp))
                    .isInstanceOf(IOException.class);
        }
    }
}
