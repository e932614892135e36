package dev.postern.scenarios.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Nobody reads what the gateway prints: mail goes on, nothing is lost, and the stop does not wait. */
class StuckLogIT {
    private static final String SENDER = "alice@contoso.test";
    /** Refused: a line of the log each, and not much less than the 1 MiB that ordinary lines may have. */
    private static final int CONNECTIONS = 500;

    private final AtomicInteger hosts = new AtomicInteger();

    @Test
    void theGatewayGoesOnAndTellsAfterwardsWhatItDropped() throws IOException {
        try (var site = Site.named("stuck-log")) {
            GatewayProcess gateway = site.start("""
                    partners:
                      - name: contoso
                        domains: [contoso.test]
                        outbound: { level: encrypt }
                    """);
            gateway.stopReading();
            flood(site);

            var letter = Letter.from(SENDER);
            try (var partner = ScriptedSmtpClient.secured("127.0.8.1", site.smtp, TlsOffer.plain())) {
                assertThat(partner.mail(SENDER, "bob@example.test", letter).code())
                        .isEqualTo(250);
            }
            assertThat(site.inside.await(letter).body()).isEqualTo(letter.body());

            gateway.readOn();
            assertThat(gateway.awaitLine("Dropped", "log lines because standard output accepted none"))
                    .matches(".* Dropped [1-9][0-9]* log lines .*");
            gateway.awaitLine("inbound message=", "partner=contoso", "verdict=accepted");

            gateway.stopReading();
            flood(site);
            gateway.terminate();
            assertThat(gateway.awaitExit()).isZero();
            gateway.readOn();
        }
    }

    /** Claims the partner's domain in clear text, again and again. */
    private void flood(Site site) throws IOException {
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            int host = hosts.getAndIncrement();
            try (var client =
                    ScriptedSmtpClient.greeted("127.0." + (10 + host / 100) + "." + (1 + host % 100), site.smtp)) {
                for (int mail = 0; mail < 15; mail++) {
                    assertThat(client.command("MAIL FROM:<" + SENDER + ">").code())
                            .isEqualTo(530);
                }
            }
        }
    }
}
