package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.InboundScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody relays through the gateway but the configured networks, and it tells nobody who lives here. */
@ExtendWith(SharedScene.class)
class RelayIT {
    private final InboundScene scene;

    RelayIT(InboundScene scene) {
        this.scene = scene;
    }

    @ParameterizedTest
    @ValueSource(strings = {"carol@stranger.test", "boss@example.test", "postmaster@gw.example.test", ""})
    void mailFromOutsideToElsewhereIsRefusedWhoeverItClaimsToBeFrom(String sender) throws IOException {
        try (var client = scene.site.outside()) {
            assertThat(client.command("MAIL FROM:<" + sender + ">").code()).isEqualTo(250);
            assertThat(client.command("RCPT TO:<victim@elsewhere.test>").code()).isBetween(550, 554);
            assertThat(client.command("DATA").code()).isEqualTo(503);
        }
    }

    @Test
    void tlsAloneIsNoPermission() throws IOException {
        var letter = Letter.from("carol@stranger.test");
        try (var client = scene.site.outsideOverTls()) {
            assertThat(client.mail("carol@stranger.test", "victim@elsewhere.test", letter)
                            .code())
                    .isBetween(550, 554);
        }
    }

    @Test
    void aPartnersCertificateIsNoPermission() throws IOException {
        var letter = Letter.from("judy@named.test");
        try (var client = ScriptedSmtpClient.secured(Site.OUTSIDE, scene.site.smtp, TlsOffer.with(scene.named))) {
            assertThat(client.mail("judy@named.test", "victim@elsewhere.test", letter)
                            .code())
                    .isBetween(550, 554);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<@gw.example.test:victim@elsewhere.test>",
                "<@example.test,@gw.example.test:victim@elsewhere.test>",
                "<victim@elsewhere.test@example.test>",
                "<victim%elsewhere.test@example.test>",
                "<\"victim@elsewhere.test\"@example.test>",
                "<elsewhere.test!victim@example.test>",
                "<victim@[127.0.1.9]>",
                "<victim@127.0.1.9>",
                "<victim@elsewhere.test.>",
                "<@example.test:victim@elsewhere.test.>",
                "<victim@e_ample.test>",
                "<@example.test:victim@mail_host.elsewhere.test>",
                "<victim@example.test.elsewhere.test>",
            })
    void noAddressFormIsAWayThrough(String path) throws IOException {
        var letter = Letter.from("mallory@stranger.test");
        try (var client = scene.site.outside()) {
            client.command("MAIL FROM:<mallory@stranger.test>");
            if (client.command("RCPT TO:" + path).isPositive()) {
                // Ours by its domain: the whole address goes to our own server, which knows what it means.
                client.command("DATA");
                client.send(letter.dotStuffed());
                assertThat(client.reply().code()).isEqualTo(250);
                assertThat(scene.site.inside.await(letter).recipients())
                        .containsExactly(path.substring(1, path.length() - 1));
            }
        }
        scene.expectStillAtWork();
        assertThat(scene.elsewhere.commands())
                .noneMatch(command -> command.line().contains("victim"));
    }

    @Test
    void ourOwnServersMaySendElsewhere() throws IOException {
        var letter = Letter.from("boss@example.test");
        try (var client = scene.site.insider()) {
            assertThat(client.mail("boss@example.test", "friend@elsewhere.test", letter)
                            .code())
                    .isEqualTo(250);
        }
        assertThat(scene.elsewhere.await(letter).body()).isEqualTo(letter.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"VRFY bob@example.test", "VRFY postmaster", "EXPN staff", "ETRN example.test", "TURN"})
    void commandsThatTellOrFetchAreOff(String command) throws IOException {
        try (var client = scene.site.outside()) {
            assertThat(client.command(command).code()).isBetween(500, 504);
        }
    }

    @Test
    void nothingIsOfferedThatIsOff() throws IOException {
        try (var client = scene.site.outsideOverTls()) {
            String offers = client.command("EHLO client.test").text();
            assertThat(offers).contains("SIZE 1048576").doesNotContain("AUTH", "VRFY", "EXPN", "ETRN", "CHUNKING");
            assertThat(client.command("AUTH PLAIN AGJvYgBzZWNyZXQ=").code()).isGreaterThanOrEqualTo(500);
        }
    }
}
