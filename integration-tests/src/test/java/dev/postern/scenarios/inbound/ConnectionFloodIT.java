package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Strangers take all connections that they can get, and send as fast as they can: own servers and partners are served. */
class ConnectionFloodIT {
    private static final int ALL = 100;
    private static final int OF_STRANGERS = 80;
    private static final String PARTNER = "127.0.5.1";

    private final Site site = Site.named("connection-flood");
    private final List<ScriptedSmtpClient> crowd = new ArrayList<>();

    private GatewayProcess start(String keysOfSmtp) {
        site.folder.write(
                "gateway.yaml",
                site.gatewayYaml()
                        .replace("smtp:\n", "smtp:\n" + keysOfSmtp)
                        // A closed connection counts until the gateway has noticed: more than any test leaves behind.
                        .replace("maxConnectionsPerAddress: 20", "maxConnectionsPerAddress: 50"));
        return site.start("""
                partners:
                  - name: contoso
                    domains: [contoso.test]
                    outbound: { level: encrypt }
                    inbound: { sources: [127.0.5.0/24] }
                """);
    }

    @AfterEach
    void close() throws IOException {
        for (ScriptedSmtpClient client : crowd) {
            client.close();
        }
        site.close();
    }

    @Test
    void strangersWhoReadNothingHoldAllTheyCanAndOthersAreServed() throws IOException {
        start("");
        List<String> attackers = IntStream.range(0, 21)
                .mapToObj(host -> "127.0." + (10 + host) + ".1")
                .toList();
        for (int round = 0; round < 12; round++) {
            for (String attacker : attackers) {
                crowd.add(ScriptedSmtpClient.open(attacker, site.smtp)); // 252 for 100 places, and nothing is read
            }
        }
        Await.until("strangers are refused", Await.PATIENCE, () -> !isGreeted("127.0.9.1", site.smtp));

        assertThat(isGreeted("127.0.9.1", site.implicitTls)).isFalse();
        try (var own = ScriptedSmtpClient.greeted(Site.INSIDE, site.smtp);
                var partner = ScriptedSmtpClient.greeted(PARTNER, site.smtp)) {
            assertThat(own.command("NOOP").code()).isEqualTo(250);
            assertThat(partner.command("NOOP").code()).isEqualTo(250);
        }

        for (ScriptedSmtpClient client : crowd) {
            client.close();
        }
        crowd.clear();
        Await.until("every place is free again", Await.PATIENCE, this::allPlacesOfStrangersAreFree);
    }

    /** Fills them, each address of its own /24 with less than it may have, and gives them back. */
    private boolean allPlacesOfStrangersAreFree() {
        List<ScriptedSmtpClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < OF_STRANGERS; i++) {
                var client = ScriptedSmtpClient.open("127.0." + (100 + i) + ".1", site.smtp);
                clients.add(client);
                if (client.replyOrEnd().filter(reply -> reply.code() == 220).isEmpty()) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            clients.forEach(ConnectionFloodIT::closeQuietly);
        }
    }

    @Test
    void ownServersMayHaveEveryPlaceThatIsLeft() throws IOException {
        start("");
        for (int i = 0; i < ALL; i++) { // more than maxConnectionsPerAddress
            var client = ScriptedSmtpClient.open(Site.INSIDE, site.smtp);
            crowd.add(client);
            assertThat(client.reply().code()).isEqualTo(220);
        }
    }

    @Test
    void anAddressConnectsSoOftenInAUnitOfTimeAndTheLogHasOneLine() throws IOException {
        GatewayProcess gateway = start("  rates: { timeUnit: 1d, connections: 25 }\n");
        String noisy = "127.0.9.2";
        int greeted = 0;
        for (int i = 0; i < 200; i++) {
            greeted += isGreeted(noisy, site.smtp) ? 1 : 0;
        }
        assertThat(greeted).isEqualTo(25);
        assertThat(isGreeted("127.0.9.3", site.smtp)).isTrue();
        String line = gateway.awaitLine("Rejected a client of 127.0.9.0/24, kind=stranger");
        assertThat(line).contains("too many new connections in a unit of time");
        // The minute may end meanwhile, with a line of its own about the clients that were greeted.
        assertThat(gateway.lines().stream()
                        .filter(any -> any.contains("127.0.9."))
                        .filter(any -> !any.contains(" brought no mail") && !any.contains(" more (")))
                .containsExactly(line);
    }

    @Test
    void anAddressSendsSoManyMessagesAndNamesSoManyRecipientsAndStartsTlsSoOften() throws IOException {
        start("  rates: { timeUnit: 1d, tlsHandshakes: 2, messages: 3, recipients: 4 }\n");
        try (var client = ScriptedSmtpClient.greeted("127.0.9.4", site.smtp)) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.command("MAIL FROM:<carol@stranger.test>").code())
                        .isEqualTo(250);
                assertThat(client.command("RSET").code()).isEqualTo(250);
            }
            assertThat(client.command("MAIL FROM:<carol@stranger.test>").toString())
                    .contains("450 4.7.0 Too many messages from your address, try again later");
        }
        try (var client = ScriptedSmtpClient.greeted("127.0.9.5", site.smtp)) {
            client.command("MAIL FROM:<carol@stranger.test>");
            for (int i = 0; i < 4; i++) {
                assertThat(client.command("RCPT TO:<bob" + i + "@example.test>").code())
                        .isEqualTo(250);
            }
            assertThat(client.command("RCPT TO:<bob@example.test>").toString())
                    .contains("450 4.7.0 Too many recipients from your address, try again later");
        }
        for (int i = 0; i < 2; i++) {
            ScriptedSmtpClient.secured("127.0.9.6", site.smtp, TlsOffer.plain()).close();
        }
        try (var client = ScriptedSmtpClient.greeted("127.0.9.6", site.smtp)) {
            assertThat(client.command("STARTTLS").toString()).contains("421 4.7.0 Too many new TLS sessions");
        }
        try (var own = ScriptedSmtpClient.greeted(Site.INSIDE, site.smtp)) {
            for (int i = 0; i < 10; i++) {
                assertThat(own.command("MAIL FROM:<alice@example.test>").code()).isEqualTo(250);
                own.command("RSET");
            }
        }
    }

    private static boolean isGreeted(String from, int port) {
        try (var client = ScriptedSmtpClient.open(from, port)) {
            return client.replyOrEnd().filter(reply -> reply.code() == 220).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private static void closeQuietly(ScriptedSmtpClient client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
