package dev.postern.scenarios.odd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.OutboundScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.peers.Postfix;
import dev.postern.testing.process.Ports;
import dev.postern.testing.smtp.Letter;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Local parts with dots where none may be travel as Postfix sends them, in and out and in DSNs. */
@ExtendWith(SharedScene.class)
class OddLocalPartsIT {
    private static final List<String> ODD = List.of("a..b", ".a", "a.", "a...b");

    private final OutboundScene scene;

    OddLocalPartsIT(OutboundScene scene) {
        this.scene = scene;
    }

    @Test
    void outToAStranger() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        try (var client = scene.site.insider()) {
            client.command("MAIL FROM:<bo..ss@example.test>");
            for (String local : ODD) {
                assertThat(client.command("RCPT TO:<" + local + "@plain-stranger.test>")
                                .code())
                        .as(local)
                        .isEqualTo(250);
            }
            client.command("DATA");
            client.send(letter.dotStuffed());
            assertThat(client.reply().code()).isEqualTo(250);
        }

        var received = scene.mxHost("mx.plain-stranger.test").await(letter);
        assertThat(received.sender()).isEqualTo("\"bo..ss\"@example.test");
        assertThat(received.recipients())
                .containsExactlyInAnyOrderElementsOf(ODD.stream()
                        .map(local -> "\"" + local + "\"@plain-stranger.test")
                        .toList());
    }

    @Test
    void inFromAStrangerToAnOwnDomain() throws IOException {
        var letter = Letter.from("carol@stranger.test");
        try (var client = scene.site.outside()) {
            assertThat(client.mail("ca..rol@stranger.test", "bo..b@example.test", letter)
                            .code())
                    .isEqualTo(250);
        }
        var received = scene.site.inside.await(letter);
        assertThat(received.sender()).isEqualTo("\"ca..rol\"@stranger.test");
        assertThat(received.recipients()).containsExactly("\"bo..b\"@example.test");
    }

    @Test
    void aDsnNamesThemAndGoesToThem() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        try (var client = scene.site.insider()) {
            client.mail("bo..ss@example.test", "no..body@nowhere.invalid", letter);
        }
        var dsn = scene.site.inside.await(letter);
        assertThat(dsn.recipients()).containsExactly("\"bo..ss\"@example.test");
        assertThat(dsn.content()).contains("Final-Recipient: rfc822; \"no..body\"@nowhere.invalid");
    }

    @Test
    void postfixSendsThemOnInQuotesToo() throws IOException {
        Postfix.assumeInstalled();
        var settings = new Postfix.Settings(
                "dots.test",
                "127.0.0.14",
                scene.site.ca.issue("mx.dots.test"),
                "none",
                scene.site.smtp,
                "none",
                scene.site.ca.own().chainPem());
        var letter = Letter.from("carol@stranger.test");
        try (var postfix = Postfix.start(settings, Ports.free())) {
            try (var client = postfix.client()) {
                client.command("MAIL FROM:<ca..rol@stranger.test>");
                for (String local : ODD) {
                    assertThat(client.command("RCPT TO:<" + local + "@dots.test>")
                                    .code())
                            .as(local)
                            .isEqualTo(250);
                }
                client.command("DATA");
                client.send(letter.dotStuffed());
                assertThat(client.reply().code()).isEqualTo(250);
            }
            var received = postfix.mailbox().await(letter);
            assertThat(received.sender()).isEqualTo("\"ca..rol\"@stranger.test");
            assertThat(received.recipients())
                    .containsExactlyInAnyOrderElementsOf(ODD.stream()
                            .map(local -> "\"" + local + "\"@dots.test")
                            .toList());
        }
    }
}
