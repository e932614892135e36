package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stranger sends what cannot be delivered, under senders of its choice: few and small DSNs, and partners notice nothing. */
class StrangersBouncesIT {
    private static final String PARTNERS = """
        partners:
          - { name: contoso, domains: [contoso.test], outbound: { level: encrypt } }
        """;

    private final Site site = Site.named("strangers-bounces");
    /** Our second domain, whose server accepts no message at all. */
    private final ScriptedSmtpServer refusing =
            ScriptedSmtpServer.start(ServerScript.noStartTls().reply("DATA", "550 5.1.1 no such users here"));

    private final ScriptedSmtpServer stranger =
            ScriptedSmtpServer.start("127.0.1.9", site.mx, ServerScript.noStartTls());

    private GatewayProcess start(int maxDsns, int maxMessages) {
        // Nobody answers at the MX host of silent.test.
        site.zone
                .mx("stranger.test", 10, "mx.stranger.test")
                .a("mx.stranger.test", "127.0.1.9")
                .mx("silent.test", 10, "mx.silent.test")
                .a("mx.silent.test", "127.0.1.10");
        String yaml = site.gatewayYaml()
                .replace(
                        "relay:\n",
                        "  - { domain: refusing.test, nextHop: \"127.0.0.1:%d\", outbound: { level: may } }\nrelay:\n"
                                .formatted(refusing.port()))
                .replace("  giveUpAfter: 2h\n", "  giveUpAfter: 2h\n  dsn: { maxMessages: %d }\n".formatted(maxDsns));
        site.folder.write("gateway.yaml", yaml + "queue: { minFree: 1MiB, maxMessages: %d }\n".formatted(maxMessages));
        return site.start(PARTNERS);
    }

    @AfterEach
    void stop() throws IOException {
        site.close();
        refusing.close();
        stranger.close();
    }

    @Test
    void fifteenRecipientsMakeOneDsnWithTheHeaderOnlyThoughTheWholeMessageWasAskedFor() throws IOException {
        start(100, 1000);
        var letter = Letter.from("eve@stranger.test");
        List<String> unknown =
                IntStream.range(0, 15).mapToObj(i -> "u" + i + "@refusing.test").toList();
        try (var client = site.outside()) {
            assertThat(client.command("MAIL FROM:<eve@stranger.test> RET=FULL").code())
                    .isEqualTo(250);
            for (String recipient : unknown) {
                assertThat(client.command("RCPT TO:<" + recipient + "> NOTIFY=FAILURE")
                                .code())
                        .isEqualTo(250);
            }
            client.command("DATA");
            client.send(letter.dotStuffed());
            assertThat(client.reply().code()).isEqualTo(250);
        }

        var dsn = stranger.await(letter.marker());

        assertThat(dsn.sender()).isEmpty();
        assertThat(dsn.recipients()).containsExactly("eve@stranger.test");
        assertThat(dsn.content().lines().filter(line -> line.startsWith("Final-Recipient: rfc822; u")))
                .hasSize(15);
        assertThat(dsn.content())
                .contains("text/rfc822-headers", "Status: 5.1.1")
                .doesNotContain("message/rfc822\r\n", "secret " + letter.marker());
        // Another of the same message would have left before this one's.
        var later = Letter.from("eve@stranger.test");
        try (var client = site.outside()) {
            client.mail("eve@stranger.test", "u@refusing.test", later);
        }
        stranger.await(later.marker());
        assertThat(stranger.received()).hasSize(2);
    }

    @Test
    void aFloodOfUndeliverableMailLeavesTheGatewayOpenToPartners() throws IOException {
        var gateway = start(10, 60);
        try (var client = site.outside()) {
            for (int i = 0; i < 150; i++) {
                var letter = Letter.from("made-up-" + i + "@silent.test");
                Reply reply = client.mail("made-up-" + i + "@silent.test", "nobody@refusing.test", letter);
                assertThat(reply.code()).as("%s", reply).isEqualTo(250);
                // No faster than our server refuses it: the queue of 60 must not be full of mail to that.
                int sent = i + 1;
                Await.until("most of it has been tried", Await.PATIENCE, () -> refused() >= sent - 20);
            }
        }
        gateway.awaitLine("Dropping DSNs to strangers: dropped=1 ", " max=10 ");
        Await.until("all the flood has been refused by our server", Await.PATIENCE, () -> refused() >= 150);

        var letter = Letter.from("bob@contoso.test");
        try (var partner = ScriptedSmtpClient.secured("127.0.0.7", site.smtp, TlsOffer.plain())) {
            Reply reply = partner.mail("bob@contoso.test", "boss@example.test", letter);
            assertThat(reply.code()).as("%s", reply).isEqualTo(250);
        }
        assertThat(site.inside.await(letter).sender()).isEqualTo("bob@contoso.test");
        assertThat(gateway.lines()).noneMatch(line -> line.contains("452 4.3.1"));
    }

    /** How many messages our second server has refused. */
    private long refused() {
        return refusing.commands().stream()
                .filter(command -> command.line().equals("DATA"))
                .count();
    }
}
