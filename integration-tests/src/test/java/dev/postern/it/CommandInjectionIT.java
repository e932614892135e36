package dev.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What was said in clear text has no effect inside TLS (RFC 3207 §4.2 and §6, CVE-2011-0411). */
@ExtendWith(SharedScene.class)
class CommandInjectionIT {
    private static final String INJECTED = "MAIL FROM:<mallory@stranger.test>\r\n";
    private final InboundScene scene;

    CommandInjectionIT(InboundScene scene) {
        this.scene = scene;
    }

    @Test
    void aCommandInThePacketOfStartTls() throws IOException {
        try (var client = scene.site.outside()) {
            client.send("STARTTLS\r\n" + INJECTED);
            expectNoEffect(client);
        }
    }

    @Test
    void aCommandInAPacketOfItsOwnBehindStartTls() throws IOException {
        try (var client = scene.site.outside()) {
            client.send("STARTTLS\r\n");
            client.send(INJECTED);
            expectNoEffect(client);
        }
    }

    @Test
    void aCommandBetween220AndTheHandshake() throws IOException {
        try (var client = scene.site.outside()) {
            assertThat(client.command("STARTTLS").code()).isEqualTo(220);
            client.send(INJECTED);
            expectNoEffectAfter220(client);
        }
    }

    @Test
    void halfACommandBehindStartTls() throws IOException {
        try (var client = scene.site.outside()) {
            client.send("STARTTLS\r\nMAIL FROM:<mallory@stranger.test> X-");
            expectNoEffect(client);
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

    /** Refusing, hanging up, and forgetting are all right; running the command inside TLS is not. */
    private void expectNoEffect(ScriptedSmtpClient client) throws IOException {
        Optional<Reply> reply = client.replyOrEnd();
        if (reply.isPresent() && reply.get().code() == 220) {
            expectNoEffectAfter220(client);
        } else {
            reply.ifPresent(refusal -> assertThat(refusal.code()).isGreaterThanOrEqualTo(400));
            scene.expectStillAtWork();
        }
    }

    private void expectNoEffectAfter220(ScriptedSmtpClient client) throws IOException {
        try {
            client.handshake(TlsOffer.plain());
        } catch (IOException refused) {
            assertThat(client.tls()).isEmpty();
            scene.expectStillAtWork();
            return;
        }
        assertThat(client.command("EHLO client.test").offers("STARTTLS")).isFalse();
        assertThat(client.command("NOOP").code()).isEqualTo(250);
        assertThat(client.command("RCPT TO:<bob@example.test>").code()).isEqualTo(503);
    }
}
