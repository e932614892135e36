package dev.postern.scenarios.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.OutboundScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who sent what could not be delivered learns the true reason, by a way that keeps the rule too. */
@ExtendWith(SharedScene.class)
class BounceIT {
    private final OutboundScene scene;

    BounceIT(OutboundScene scene) {
        this.scene = scene;
    }

    @Test
    void afterGiveUpTheSenderLearnsThatThePartnerOffersNoTls() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@giving-up.test");

        expectNotice(letter, "bob@giving-up.test", "5.7.10", "starttls-not-supported");
        assertThat(scene.partner("giving-up").commands())
                .noneMatch(command -> command.line().startsWith("MAIL"));
        scene.gateway.awaitLine("outbound", "partner=giving-up ", "verdict=bounced", "starttls-not-supported");
    }

    @Test
    void afterGiveUpTheSenderLearnsThatTheCertificateWasAnothers() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@wrong-giving-up.test");

        expectNotice(letter, "bob@wrong-giving-up.test", "5.7.5", "certificate-host-mismatch");
    }

    @Test
    void onFailureBounceTellsAtOnce() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@bouncing.test");

        expectNotice(letter, "bob@bouncing.test", "5.7.10", "starttls-not-supported");
        assertThat(scene.partner("bouncing").commands().stream()
                        .filter(command -> command.line().startsWith("EHLO")))
                .hasSize(1);
    }

    @Test
    void aRefusalOfThePartnersServerIsPassedOnInItsWords() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@refusing.test");

        expectNotice(letter, "bob@refusing.test", "5.1.1", "no such user");
    }

    @Test
    void aDomainThatTakesNoMailIsToldAtOnce() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@no-mail.test");

        expectNotice(letter, "bob@no-mail.test", "5.1.10", "no-mail.test");
    }

    @Test
    void aNoticeToAPartnerKeepsThePartnersRule() throws IOException {
        // Mail with a partner's sender goes through us; its recipient is refused; the notice must go to that partner.
        try (var client = ScriptedSmtpClient.secured(Site.INSIDE, scene.site.smtp, TlsOffer.plain())) {
            assertThat(client.mail("eve@returning.test", "bob@refusing.test", Letter.from("eve@returning.test"))
                            .code())
                    .isEqualTo(250);
        }

        var server = scene.partner("returning");
        Await.until(
                "the notice has been tried",
                Await.PATIENCE,
                () -> server.commands().stream()
                        .anyMatch(command -> command.line().startsWith("EHLO")));
        scene.gateway.awaitLine("outbound", "partner=returning ", "verdict=deferred");
        assertThat(server.commands()).noneMatch(command -> command.line().startsWith("MAIL"));
    }

    private void expectNotice(Letter letter, String recipient, String status, String reason) {
        var notice = scene.site.inside.await(letter.marker());
        assertThat(notice.sender()).isEmpty();
        assertThat(notice.recipients()).containsExactly(OutboundScene.BOSS);
        assertThat(notice.content())
                .contains("message/delivery-status")
                .contains("Final-Recipient: rfc822; " + recipient)
                .contains("Action: failed")
                .contains("Status: " + status + "\r\n")
                .contains(reason);
        // The content was not to travel unprotected, and so does not go back.
        assertThat(notice.content()).doesNotContain("secret " + letter.marker());
    }
}
