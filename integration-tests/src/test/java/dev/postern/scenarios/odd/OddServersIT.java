package dev.postern.scenarios.odd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.OutboundScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers that do not keep their word: the mail arrives all the same, and a partner's rule stays as strict as it is. */
@ExtendWith(SharedScene.class)
class OddServersIT {
    private final OutboundScene scene;

    OddServersIT(OutboundScene scene) {
        this.scene = scene;
    }

    @Test
    void bdatIsAnnouncedAndNotImplemented() throws IOException {
        var server = scene.partner("broken-bdat");
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@broken-bdat.test");

        assertThat(server.await(letter).tls()).isPresent();
        assertThat(server.received()).hasSize(1);
        scene.gateway.awaitLine("mx.broken-bdat.test", "announces CHUNKING and does not accept it");
    }

    @Test
    void theServerAcceptsTwoRecipientsAtOnce() throws IOException {
        var server = scene.partner("few");
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "a@few.test", "b@few.test", "c@few.test");

        Await.until("both parts", Await.PATIENCE, () -> server.received().size() == 2);
        assertThat(server.received().get(0).recipients()).hasSize(2);
        assertThat(server.received().get(1).recipients()).hasSize(1);
    }

    @Test
    void anEightBitMessageReachesAServerOfSevenBits() throws IOException {
        var server = scene.partner("seven-bit");
        var letter =
                Letter.withHeader("From: " + OutboundScene.BOSS + "\r\nX-Name: Gr\u00fc\u00dfe\r\nMIME-Version: 1.0"
                        + "\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8BIT");
        var eightBit = new Letter(letter.marker(), letter.content() + "Gr\u00fc\u00dfe\r\n");
        scene.send(eightBit, "bob@seven-bit.test");

        assertThat(server.await(eightBit).content())
                .contains("Gr=FC=DFe", "quoted-printable", "X-Name: Gr\u00fc\u00dfe");
    }

    @Test
    void aStrangersServerThatKnowsNoEhloIsToldHelo() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@helo-stranger.test");

        scene.mxHost("mx.helo-stranger.test").await(letter);
    }

    @Test
    void aPartnersServerThatKnowsNoEhloGetsNothing() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@refusing-ehlo-in-clear.test");

        scene.gateway.awaitLine("partner=refusing-ehlo-in-clear ", "verdict=deferred", "503 5.5.1 say HELO");
        var server = scene.partner("refusing-ehlo-in-clear");
        // The gateway does not wait for the server to read it.
        Await.until(
                "it is told QUIT",
                Await.PATIENCE,
                () -> server.commandsInClear().contains("QUIT"));
        assertThat(server.commandsInClear()).containsOnly("EHLO gw.example.test", "QUIT");
    }
}
