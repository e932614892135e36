package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.scenarios.scene.InboundScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What was said in clear text has no effect inside TLS (RFC 3207 §4.2 and §6, CVE-2011-0411). */
@ExtendWith(SharedScene.class)
class CommandInjectionIT {
    private final InboundScene scene;
    /** Of a partner whose mail must come over TLS: in the session it would be let in. */
    private final Letter letter = Letter.from("alice@contoso.test");

    CommandInjectionIT(InboundScene scene) {
        this.scene = scene;
    }

    @Test
    void aCommandInThePacketOfStartTls() throws IOException {
        try (var client = scene.site.outside()) {
            client.send("STARTTLS\r\n" + injected());
            expectRefusal(client);
        }
    }

    @Test
    void aCommandInAPacketOfItsOwnBehindStartTls() throws IOException {
        try (var client = scene.site.outside()) {
            client.send("STARTTLS\r\n");
            client.send(injected());
            // Whether the second packet comes before the 220 or behind it is a matter of time.
            Optional<Reply> reply = client.replyOrEnd();
            if (reply.isPresent() && reply.get().code() == 220) {
                expectNoHandshake(client);
            } else {
                reply.ifPresent(refusal ->
                        assertThat(refusal.text()).startsWith("554 5.7.0 Only the TLS handshake may follow STARTTLS"));
                expectNoEffect();
            }
        }
    }

    @Test
    void aCommandBetween220AndTheHandshake() throws IOException {
        try (var client = scene.site.outside()) {
            assertThat(client.command("STARTTLS").code()).isEqualTo(220);
            client.send(injected());
            expectNoHandshake(client);
        }
    }

    @Test
    void halfACommandBehindStartTls() throws IOException {
        try (var client = scene.site.outside()) {
            client.send("STARTTLS\r\nMAIL FROM:<mallory@stranger.test> X-");
            expectRefusal(client);
        }
    }

    @Test
    void aTransactionBegunInClearTextEndsAtStartTls() throws IOException {
        try (var client = scene.site.outside()) {
            assertThat(client.command("MAIL FROM:<mallory@stranger.test>").code())
                    .isEqualTo(250);
            assertThat(client.command("RCPT TO:<bob@example.test>").code()).isEqualTo(250);
            assertThat(client.command("STARTTLS").code()).isEqualTo(220);
            client.handshake(TlsOffer.plain());
            assertThat(client.command("DATA").code()).isEqualTo(503);
        }
    }

    @Test
    void theEhloOfClearTextIsForgotten() throws IOException {
        try (var client = scene.site.outside()) {
            assertThat(client.command("STARTTLS").code()).isEqualTo(220);
            client.handshake(TlsOffer.plain());
            assertThat(client.command("MAIL FROM:<carol@stranger.test>").code()).isEqualTo(503);
        }
    }

    @Test
    void startTlsIsOfferedOnceOnly() throws IOException {
        try (var client = scene.site.outside()) {
            assertThat(client.command("EHLO client.test").offers("STARTTLS")).isTrue();
            assertThat(client.startTls(TlsOffer.plain()).offers("STARTTLS")).isFalse();
            assertThat(client.command("STARTTLS").code()).isGreaterThanOrEqualTo(500);
        }
    }

    @Test
    void startTlsWithAParameterIsASyntaxError() throws IOException {
        try (var client = scene.site.outside()) {
            assertThat(client.command("STARTTLS now").code()).isEqualTo(501);
        }
    }

    private String injected() {
        return "MAIL FROM:<alice@contoso.test>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n" + letter.dotStuffed();
    }

    /** What stood behind STARTTLS in its packet is answered, and 220 never is. */
    private void expectRefusal(ScriptedSmtpClient client) throws IOException {
        assertThat(client.repliesToTheEnd())
                .singleElement()
                .satisfies(reply ->
                        assertThat(reply.text()).startsWith("554 5.7.0 Only the TLS handshake may follow STARTTLS"));
        expectNoEffect();
    }

    /** What came behind 220 is taken for the handshake, which fails: never for a command before it or in it. */
    private void expectNoHandshake(ScriptedSmtpClient client) throws IOException {
        assertThatThrownBy(() -> client.handshake(TlsOffer.plain())).isInstanceOf(IOException.class);
        assertThat(client.tls()).isEmpty();
        expectNoEffect();
    }

    private void expectNoEffect() throws IOException {
        scene.expectStillAtWork();
        assertThat(scene.site.inside.has(letter)).isFalse();
    }
}
