package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.InboundScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input of every kind gets a clear reply, and the process goes on. */
@ExtendWith(SharedScene.class)
class BadInputIT {
    /** Not the address of the other scenarios: its connections are counted. */
    private static final String CROWD = "127.0.0.9";

    private static final int CROWD_LIMIT = 20;
    private static final int MEBIBYTE = 1024 * 1024;
    private final InboundScene scene;

    BadInputIT(InboundScene scene) {
        this.scene = scene;
    }

    @AfterEach
    void theGatewayStillTakesMail() throws IOException {
        scene.expectStillAtWork();
    }

    @Test
    void aMessageAnnouncedTooLargeIsRefusedAtOnce() throws IOException {
        try (var client = scene.site.outside()) {
            assertThat(client.command("MAIL FROM:<carol@stranger.test> SIZE=" + (MEBIBYTE + 1))
                            .code())
                    .isEqualTo(552);
        }
    }

    @Test
    void aMessageThatGrowsTooLargeIsRefusedAtItsEnd() throws IOException {
        var letter = Letter.from("carol@stranger.test");
        String line = "y".repeat(998) + "\r\n";
        try (var client = scene.site.outside()) {
            client.command("MAIL FROM:<carol@stranger.test>");
            client.command("RCPT TO:<bob@example.test>");
            client.command("DATA");
            client.send(letter.withoutEnd());
            client.send(line.repeat(MEBIBYTE / line.length() + 10));
            client.send(".\r\n");
            assertThat(client.reply().code()).isEqualTo(552);
            assertThat(client.command("NOOP").code()).isEqualTo(250);
        }
        assertThat(scene.site.inside.has(letter)).isFalse();
    }

    @Test
    void aMessageNearTheLimitArrivesWhole() throws IOException {
        var small = Letter.from("carol@stranger.test");
        String line = "z".repeat(998) + "\r\n";
        var letter = new Letter(small.marker(), small.content() + line.repeat(900));

        assertThat(scene.mailInClear("carol@stranger.test", letter).code()).isEqualTo(250);

        assertThat(scene.site.inside.await(letter).body()).isEqualTo(letter.body());
    }

    @Test
    void oneAddressCannotTakeAllConnections() throws IOException {
        List<ScriptedSmtpClient> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < CROWD_LIMIT; i++) {
                var client = ScriptedSmtpClient.open(CROWD, scene.site.smtp);
                crowd.add(client);
                assertThat(client.reply().code()).isEqualTo(220);
            }
            try (var oneTooMany = ScriptedSmtpClient.open(CROWD, scene.site.smtp)) {
                assertThat(oneTooMany.repliesToTheEnd()).allMatch(reply -> reply.code() == 421);
            }
            scene.expectStillAtWork(); // others are not affected
        } finally {
            for (ScriptedSmtpClient client : crowd) {
                client.close();
            }
        }
        Await.until("the address may connect again", Await.PATIENCE, this::crowdMayConnect);
    }

    private boolean crowdMayConnect() {
        try (var client = ScriptedSmtpClient.open(CROWD, scene.site.smtp)) {
            return client.replyOrEnd().filter(reply -> reply.code() == 220).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void anEndlessCommandLine() throws IOException {
        try (var client = scene.site.outside()) {
            String command = "MAIL FROM:<" + "a".repeat(100_000) + "@stranger.test>\r\n";
            assertThat(answer(client, command)).allMatch(reply -> reply.code() >= 500);
        }
    }

    @Test
    void anEndlessHeaderLine() throws IOException {
        var letter = Letter.withHeader("From: carol@stranger.test\r\nX-Long: " + "a".repeat(200_000));
        try (var client = scene.site.outside()) {
            client.command("MAIL FROM:<carol@stranger.test>");
            client.command("RCPT TO:<bob@example.test>");
            client.command("DATA");
            assertThat(answer(client, letter.dotStuffed()))
                    .allMatch(reply -> reply.code() == 250 || reply.code() >= 500);
        }
    }

    @Test
    void randomBytes() throws IOException {
        var random = new Random(20260101);
        for (int i = 0; i < 20; i++) {
            var noise = new StringBuilder();
            random.ints(2000, 0, 256).forEach(octet -> noise.append((char) octet));
            try (var client = scene.site.outside()) {
                assertThat(answer(client, noise + "\r\n")).allMatch(reply -> reply.code() >= 400);
            }
        }
    }

    @Test
    void aTlsClientThatDoesNotKnowSmtp() throws IOException {
        try (var client = ScriptedSmtpClient.open(Site.OUTSIDE, scene.site.smtp)) {
            assertThat(client.reply().code()).isEqualTo(220);
            assertThat(answer(client, "\u0016\u0003\u0001\u0000\u0005hello\r\n"))
                    .allMatch(reply -> reply.code() >= 500);
        }
    }

    /** The reply to these bytes; none if the gateway hangs up, be it while we are still talking. */
    private static Stream<Reply> answer(ScriptedSmtpClient client, String bytes) throws IOException {
        try {
            client.send(bytes);
        } catch (SocketException hungUp) {
            return Stream.empty();
        }
        return client.replyOrEnd().stream();
    }

    @Test
    void anSmtpClientThatDoesNotKnowTls() throws IOException {
        try (var client = ScriptedSmtpClient.open(Site.OUTSIDE, scene.site.implicitTls)) {
            client.send("EHLO client.test\r\n");
            assertThat(client.repliesToTheEnd()).noneMatch(reply -> reply.code() < 400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "MAIL",
                "MAIL FROM:",
                "MAIL FROM:<a@b@c>",
                "MAIL FROM:<carol@stranger.test> SIZE=minus",
                "RCPT TO:<bob@example.test>",
                "DATA",
                "BDAT 10 LAST",
                "GET / HTTP/1.1",
                "EHLO",
                "NOSUCH",
            })
    void commandsOutOfOrderOrWithoutSense(String command) throws IOException {
        try (var client = scene.site.outside()) {
            assertThat(client.command(command).code()).isBetween(500, 559);
            assertThat(client.command("NOOP").code()).isEqualTo(250);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MAIL FR", "MAIL FROM:<carol@stranger.test>\r\n", "STARTTLS\r\n"})
    void aClientThatGoesInTheMiddle(String said) throws IOException {
        for (int i = 0; i < 5; i++) {
            try (var client = scene.site.outside()) {
                client.send(said);
            }
        }
    }

    @Test
    void aClientThatGoesWithinAMessageHasSentNone() throws IOException {
        var letter = Letter.from("carol@stranger.test");
        try (var client = scene.site.outside()) {
            client.command("MAIL FROM:<carol@stranger.test>");
            client.command("RCPT TO:<bob@example.test>");
            client.command("DATA");
            client.send(letter.withoutEnd());
        }
        scene.expectStillAtWork();
        assertThat(scene.site.inside.has(letter)).isFalse();
    }
}
