package dev.postern.scenarios.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The processor {@code relay-denied} as it ships, reached in the only way in which a client can: its domain stops being ours. */
class RelayDeniedIT {
    private static final String STRANGER = "someone@elsewhere.test";
    private static final String RECIPIENT = "anna@left.test";

    private static int rcpt(Site site) {
        try (var client = site.outside()) {
            client.command("MAIL FROM:<" + STRANGER + ">");
            return client.command("RCPT TO:<" + RECIPIENT + ">").code();
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    void whatStoppedBeingOursAfterRcptIsStoredAndItsSenderIsTold() throws IOException {
        try (var site = Site.named("relay-denied");
                var elsewhere = ScriptedSmtpServer.start("127.0.1.41", site.mx, ServerScript.noStartTls());
                var inner = ScriptedSmtpServer.start(ServerScript.noStartTls())) {
            site.zone.mx("elsewhere.test", 10, "mx.elsewhere.test").a("mx.elsewhere.test", "127.0.1.41");
            site.folder
                    .write("domains.txt", "stays.test\nleft.test\n")
                    .write(
                            "gateway.yaml",
                            site.gatewayYaml()
                                    .replace(
                                            "domains:\n",
                                            "domains:\n  - { file: domains.txt, nextHop: \"127.0.0.1:" + inner.port()
                                                    + "\", verifyRecipients: false }\n"));
            GatewayProcess gateway = site.start("partners: []\n");
            var letter = Letter.from(STRANGER);
            try (var client = site.outside()) {
                assertThat(client.command("MAIL FROM:<" + STRANGER + ">").code())
                        .isEqualTo(250);
                assertThat(client.command("RCPT TO:<" + RECIPIENT + ">").code()).isEqualTo(250);
                site.folder.write("domains.txt", "stays.test\n");
                Await.until("left.test is ours no more", Await.PATIENCE, () -> rcpt(site) == 550);
                assertThat(client.command("DATA").code()).isEqualTo(354);
                client.send(letter.dotStuffed());
                assertThat(client.reply().code()).isEqualTo(250);
            }

            var dsn = elsewhere.await(letter.marker());
            assertThat(dsn.sender()).isEmpty();
            assertThat(dsn.recipients()).containsExactly(STRANGER);
            assertThat(dsn.content())
                    .contains(
                            "Action: failed",
                            "Status: 5.7.1",
                            "does not relay mail to the recipient's domain",
                            RECIPIENT);
            gateway.awaitLine("outbound", "verdict=bounced", "does not relay");
            assertThat(new RepositoryFiles(site.folder.data().resolve("mail/relay-denied")).contents())
                    .singleElement()
                    .asString()
                    .contains(letter.marker());
            assertThat(inner.received()).isEmpty();
        }
    }
}
