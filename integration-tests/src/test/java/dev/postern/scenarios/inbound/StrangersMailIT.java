package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.Site;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A stranger who forges an envelope sender cannot have the gateway write to it more than it must. */
class StrangersMailIT {
    private static final String FORGED = "victim@elsewhere.test";

    private static Site site;
    private static ScriptedSmtpServer elsewhere;
    /** The next hop of our domain {@code refusing.test}: rejects each message at DATA. */
    private static ScriptedSmtpServer refusing;

    @BeforeAll
    static void start() {
        site = Site.named("strangers-mail");
        site.zone.mx("elsewhere.test", 10, "mx.elsewhere.test").a("mx.elsewhere.test", "127.0.1.19");
        elsewhere = ScriptedSmtpServer.start("127.0.1.19", site.mx, ServerScript.noStartTls());
        refusing = ScriptedSmtpServer.start(ServerScript.noStartTls().reply("DATA", "550 5.6.0 not this one"));
        String domains = "domains:\n  - { domain: refusing.test, nextHop: \"127.0.0.1:" + refusing.port() + "\" }\n";
        site.folder.write("gateway.yaml", site.gatewayYaml().replace("domains:\n", domains));
        site.start("partners: []\n");
    }

    @AfterAll
    static void stop() throws IOException {
        elsewhere.close();
        site.close();
        refusing.close();
    }

    @Test
    void aMessageThatHasPassedAHundredServersIsRefusedAndNotKept() throws IOException {
        for (String sender : new String[] {FORGED, ""}) {
            var letter = loop(100);
            try (var client = site.outside()) {
                assertThat(client.mail(sender, "bob@example.test", letter).text())
                        .startsWith("554 5.4.6 ");
                assertThat(client.mail(sender, "bob@example.test", loop(99)).code())
                        .as("the next message of the connection")
                        .isEqualTo(250);
            }
            try (var insider = site.insider()) {
                assertThat(insider.mail("bob@example.test", FORGED, letter).text())
                        .startsWith("554 5.4.6 ");
            }
        }
        assertThat(filesIn("mail/error")).isZero();
    }

    @Test
    void theNoticeToAStrangerHasHeadersOnlyAndSuccessIsNotReported() throws IOException {
        var delivered = Letter.from(FORGED);
        assertThat(send("bob@example.test", delivered).code()).isEqualTo(250);
        site.inside.await(delivered);

        var returned = Letter.from(FORGED);
        assertThat(send("bob@refusing.test", returned).code()).isEqualTo(250);

        var notice = elsewhere.await(returned.marker());
        assertThat(notice.content())
                .contains("Action: failed", "Subject: " + returned.marker())
                .doesNotContain("secret " + returned.marker());
        assertThat(elsewhere.has(delivered)).isFalse();
    }

    private static Reply send(String recipient, Letter letter) throws IOException {
        try (var client = site.outside()) {
            client.command("MAIL FROM:<" + FORGED + "> RET=FULL ENVID=forged");
            Reply reply = client.command("RCPT TO:<" + recipient + "> NOTIFY=SUCCESS,FAILURE");
            if (!reply.isPositive()) {
                return reply;
            }
            client.command("DATA");
            client.send(letter.dotStuffed());
            return client.reply();
        }
    }

    private static Letter loop(int servers) {
        String received = "Received: from a.test by b.test; Thu, 01 Jan 2026 12:00:00 +0000\r\n";
        return Letter.withHeader(received.repeat(servers) + "From: " + FORGED);
    }

    private static long filesIn(String folder) throws IOException {
        Path path = site.folder.data().resolve(folder);
        if (!Files.isDirectory(path)) {
            return 0;
        }
        try (var files = Files.walk(path)) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
