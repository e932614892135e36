package dev.postern.scenarios.odd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.OutboundScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two recipients whose local parts differ in case only are two recipients (RFC 5321 §2.4), all the way through. */
@ExtendWith(SharedScene.class)
class LocalPartCaseIT {
    private final OutboundScene scene;

    LocalPartCaseIT(OutboundScene scene) {
        this.scene = scene;
    }

    @Test
    void atAStrangersBothGetTheMessage() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "Bob@plain-stranger.test", "bob@plain-stranger.test");

        assertThat(scene.mxHost("mx.plain-stranger.test").await(letter).recipients())
                .containsExactlyInAnyOrder("Bob@plain-stranger.test", "bob@plain-stranger.test");
    }

    @Test
    void atAPartnersEachHasItsOwnNotifyAndTheOneThatIsRejectedBounces() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        try (var client = scene.site.insider()) {
            client.command("MAIL FROM:<" + OutboundScene.BOSS + ">");
            client.command("RCPT TO:<Bob@letters.test> NOTIFY=NEVER");
            client.command("RCPT TO:<bob@letters.test> NOTIFY=FAILURE");
            client.command("DATA");
            client.send(letter.dotStuffed());
            assertThat(client.reply().code()).isEqualTo(250);
        }

        var server = scene.partner("letters");
        assertThat(server.await(letter).recipients()).containsExactly("Bob@letters.test");
        assertThat(server.commands())
                .extracting(ScriptedSmtpServer.Command::line)
                .contains("RCPT TO:<Bob@letters.test> NOTIFY=NEVER", "RCPT TO:<bob@letters.test> NOTIFY=FAILURE");
        assertThat(scene.site.inside.await(letter).content())
                .contains("Final-Recipient: rfc822; bob@letters.test", "no bob but Bob")
                .doesNotContain("Final-Recipient: rfc822; Bob@letters.test");
    }
}
