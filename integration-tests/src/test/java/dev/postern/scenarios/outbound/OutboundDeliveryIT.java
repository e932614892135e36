package dev.postern.scenarios.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.OutboundScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.smtp.Letter;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Mail leaves as the rule of each of its domains says. */
@ExtendWith(SharedScene.class)
class OutboundDeliveryIT {
    private final OutboundScene scene;

    OutboundDeliveryIT(OutboundScene scene) {
        this.scene = scene;
    }

    @Test
    void toAPartnerAsAgreedOverTls13() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@good.test");

        var server = scene.partner("good");
        var received = server.await(letter);
        assertThat(received.tls().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(received.body()).isEqualTo(letter.body());
        assertThat(received.sender()).isEqualTo(OutboundScene.BOSS);
        assertThat(server.commandsInClear()).containsOnly("EHLO gw.example.test", "STARTTLS");
        scene.gateway.awaitLine(
                "outbound",
                "partner=good ",
                "wanted=secure ",
                "version=TLSv1.3 ",
                "certificate=mx.good.test ",
                "verdict=delivered");
    }

    @Test
    void oneMessageToThreeDomainsGoesByThreeRules() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@third.test", "bob@good.test", "bob@plain-stranger.test", "eve@good.test");

        var good = scene.partner("good").await(letter);
        assertThat(good.tls()).isPresent();
        assertThat(good.recipients()).containsExactlyInAnyOrder("bob@good.test", "eve@good.test");
        var stranger = scene.mxHost("mx.plain-stranger.test").await(letter);
        assertThat(stranger.tls()).isEmpty();
        assertThat(stranger.recipients()).containsExactly("bob@plain-stranger.test");
        scene.gateway.awaitLine("outbound", "partner=third ", "verdict=deferred", "token=starttls-not-supported");
        assertThat(scene.partner("third").commands())
                .noneMatch(command -> command.line().startsWith("MAIL"));
    }

    @Test
    void heldMailLeavesWhenThePartnerHasMendedItsServer() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@mending.test");
        scene.gateway.awaitLine("outbound", "partner=mending ", "verdict=deferred");

        scene.partner("mending").become(scene.good("mending"));

        assertThat(scene.partner("mending").await(letter).tls()).isPresent();
        scene.gateway.awaitLine("outbound", "partner=mending ", "verdict=delivered");
    }

    @Test
    void ofSeveralMxHostsTheOneThatIsAsAgreedGetsTheMail() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@both.test");

        assertThat(scene.mxHost("mx2.both.test").await(letter).tls()).isPresent();
        assertThat(scene.mxHost("mx1.both.test").commands())
                .isNotEmpty()
                .noneMatch(command -> command.line().startsWith("MAIL"));
        assertThat(scene.site.dns.queries())
                .anyMatch(query ->
                        query.name().equals("both.test") && query.type().equals("MX"));
    }

    @Test
    void toAStrangerWithoutTlsInClearText() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@plain-stranger.test");

        assertThat(scene.mxHost("mx.plain-stranger.test").await(letter).body()).isEqualTo(letter.body());
    }

    @Test
    void toAStrangerWithASelfSignedCertificateOverTls() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@self-signed-stranger.test");

        assertThat(scene.mxHost("mx.self-signed-stranger.test").await(letter).tls())
                .isPresent();
    }

    @Test
    void toAStrangerWhoseTlsIsOutOfOrderAllTheSame() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@broken-tls-stranger.test");

        scene.mxHost("mx.broken-tls-stranger.test").await(letter);
    }
}
