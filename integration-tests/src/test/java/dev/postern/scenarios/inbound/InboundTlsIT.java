package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** A partner's mail enters over TLS as agreed, or not at all. */
@ExtendWith(SharedScene.class)
class InboundTlsIT {
    private static final String ALICE = "alice@contoso.test";
    private final InboundScene scene;

    InboundTlsIT(InboundScene scene) {
        this.scene = scene;
    }

    @Test
    void mailOfAPartnerInClearTextIsRefusedBeforeAnyContent() throws IOException {
        try (var client = scene.site.outside()) {
            assertThat(client.command("MAIL FROM:<" + ALICE + ">").text())
                    .startsWith("530 5.7.10 ")
                    .contains("contoso.test");
            assertThat(client.command("RCPT TO:<bob@example.test>").code()).isEqualTo(503);
            assertThat(client.command("DATA").code()).isEqualTo(503);
        }
        scene.gateway.awaitLine("inbound", "partner=contoso ", "verdict=rejected", "token=starttls-not-supported");
    }

    @Test
    void theSameOverTlsIsHandedInwardByteForByte() throws IOException {
        var letter = Letter.from(ALICE);

        assertThat(scene.mailOverTls(ALICE, letter, TlsOffer.plain().only("TLSv1.3"))
                        .code())
                .isEqualTo(250);

        var received = scene.site.inside.await(letter);
        assertThat(received.body()).isEqualTo(letter.body());
        assertThat(received.sender()).isEqualTo(ALICE);
        assertThat(received.recipients()).containsExactly("bob@example.test");
        assertThat(unfolded(received.header()))
                .containsPattern("(?m)^Received: .*by gw\\.example\\.test.* with ESMTPS.*tls TLS_AES_\\w+");
        scene.gateway.awaitLine("inbound", "partner=contoso ", "version=TLSv1.3", "verdict=accepted");
    }

    @Test
    void theRefusalCanBeMendedInTheSameSession() throws IOException {
        var letter = Letter.from(ALICE);
        try (var client = scene.site.outside()) {
            assertThat(client.mail(ALICE, "bob@example.test", letter).code()).isEqualTo(530);
            client.startTls(TlsOffer.plain());
            assertThat(client.mail(ALICE, "bob@example.test", letter).code()).isEqualTo(250);
        }
        assertThat(scene.site.inside.await(letter).content()).contains(letter.body());
    }

    @Test
    void implicitTlsIsTlsToo() throws IOException {
        var letter = Letter.from(ALICE);
        try (var client = ScriptedSmtpClient.implicitTls(Site.OUTSIDE, scene.site.implicitTls, TlsOffer.plain())) {
            assertThat(client.mail(ALICE, "bob@example.test", letter).code()).isEqualTo(250);
        }
        assertThat(unfolded(scene.site.inside.await(letter).header())).contains(" with ESMTPS");
    }

    @Test
    void aStrangerMaySendInClearTextAndReceivedSaysSo() throws IOException {
        var letter = Letter.from("carol@stranger.test");

        assertThat(scene.mailInClear("carol@stranger.test", letter).code()).isEqualTo(250);

        assertThat(unfolded(scene.site.inside.await(letter).header()))
                .contains(" with ESMTP")
                .doesNotContain("ESMTPS", "tls TLS_");
    }

    @Test
    void tls12IsRefusedWhereTls13IsAgreed() throws IOException {
        var letter = Letter.from("dave@modern.test");

        assertThat(scene.mailOverTls(
                                "dave@modern.test", letter, TlsOffer.plain().only("TLSv1.2"))
                        .text())
                .startsWith("550 5.7.10 ");
        assertThat(scene.mailOverTls(
                                "dave@modern.test", letter, TlsOffer.plain().only("TLSv1.3"))
                        .code())
                .isEqualTo(250);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void handshakesOfOldVersionsFail(String version) throws IOException {
        try (var client = scene.site.outside()) {
            assertThatThrownBy(() -> client.startTls(TlsOffer.plain().only(version)))
                    .isInstanceOf(IOException.class);
            assertThat(client.tls()).isEmpty();
        }
        scene.expectStillAtWork();
    }

    @Test
    void aSourceOutsideTheAgreedNetworksIsRefusedEvenOverTls() throws IOException {
        var letter = Letter.from("erin@located.test");

        assertThat(scene.mailOverTls("erin@located.test", letter, TlsOffer.plain())
                        .text())
                .startsWith("550 5.7.1 ")
                .doesNotContain(InboundScene.LOCATED);
        try (var client = ScriptedSmtpClient.secured(InboundScene.LOCATED, scene.site.smtp, TlsOffer.plain())) {
            assertThat(client.mail("erin@located.test", "bob@example.test", letter)
                            .code())
                    .isEqualTo(250);
        }
    }

    @Test
    void theRightSourceAloneIsNotEnough() throws IOException {
        try (var client = ScriptedSmtpClient.greeted(InboundScene.LOCATED, scene.site.smtp)) {
            assertThat(client.command("MAIL FROM:<erin@located.test>").text()).startsWith("530 5.7.10 ");
        }
    }

    @Test
    void monitorModeAcceptsAndLogsWhatItWouldHaveRefused() throws IOException {
        var letter = Letter.from("frank@watched.test");

        assertThat(scene.mailInClear("frank@watched.test", letter).code()).isEqualTo(250);

        assertThat(scene.site.inside.await(letter).body()).isEqualTo(letter.body());
        scene.gateway.awaitLine("inbound", "partner=watched ", "verdict=would-reject", "starttls-not-supported");
    }

    @Test
    void deferModeAnswersForNow() throws IOException {
        var letter = Letter.from("grace@patient.test");

        assertThat(scene.mailInClear("grace@patient.test", letter).text()).startsWith("451 4.7.10 ");
        assertThat(scene.mailOverTls(
                                "grace@patient.test", letter, TlsOffer.plain().only("TLSv1.2"))
                        .text())
                .startsWith("451 4.7.10 ");
        assertThat(scene.mailOverTls("grace@patient.test", letter, TlsOffer.plain())
                        .code())
                .isEqualTo(250);
    }

    private static String unfolded(String header) {
        return header.replaceAll("\r\n[ \t]+", " ");
    }
}
