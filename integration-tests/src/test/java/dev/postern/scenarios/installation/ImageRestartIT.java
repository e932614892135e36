package dev.postern.scenarios.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.docker.ContainerSite;
import dev.postern.testing.docker.DockerImages;
import dev.postern.testing.docker.GatewayContainer;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a container has accepted outlives it. */
class ImageRestartIT {
    private static final int LETTERS = 20;

    @Test
    void aStopLosesNothingAndANewContainerWithTheSameDataGoesOn() throws Exception {
        DockerImages.assumeAvailable();
        try (var site = ContainerSite.named("image-restart")) {
            site.inside.pause(true);
            var first = site.startGateway();
            List<String> accepted = accepted(first);

            assertThat(first.stop()).as(first.out()).isZero();
            Await.until("its last word", Await.PATIENCE, () -> first.out().contains("\"Stopped.\""));
            first.close();
            site.inside.pause(false);
            var second = site.startGateway();

            for (String marker : accepted) {
                site.inside.await(marker);
            }
            assertThat(second.out()).contains("Recovered ");
        }
    }

    private static List<String> accepted(GatewayContainer gateway) throws IOException {
        List<String> markers = new ArrayList<>();
        try (var client = ScriptedSmtpClient.greeted(Site.OUTSIDE, gateway.smtp())) {
            for (int i = 0; i < LETTERS; i++) {
                var letter = Letter.from("carol@stranger.test");
                assertThat(client.mail("carol@stranger.test", "bob@example.test", letter)
                                .code())
                        .isEqualTo(250);
                markers.add(letter.marker());
            }
        }
        return markers;
    }
}
