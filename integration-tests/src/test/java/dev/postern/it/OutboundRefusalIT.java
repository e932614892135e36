package dev.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mail to a partner whose server is not as agreed is held: the server sees neither MAIL FROM nor content. */
@ExtendWith(SharedScene.class)
class OutboundRefusalIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private final OutboundScene scene;

    OutboundRefusalIT(OutboundScene scene) {
        this.scene = scene;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "no-starttls, starttls-not-supported",
        "answers-454, starttls-not-supported",
        "answers-502, starttls-not-supported",
        "expired,     certificate-expired",
        "not-yet,     certificate-expired",
        "wrong-name,  certificate-host-mismatch",
        "cn-only,     certificate-host-mismatch",
        "self-signed, certificate-not-trusted",
        "unknown-ca,  certificate-not-trusted",
        "tls10,       validation-failure",
        "tls11,       validation-failure",
        "tls12,       validation-failure",
    })
    void aServerThatIsNotAsAgreed(String partner, String token) throws IOException {
        expectHeld(partner, Letter.from(OutboundScene.BOSS), " token=" + token + " ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"garbage", "silent", "demanding"})
    void aServerThatMakesNoSense(String partner) throws IOException {
        expectHeld(partner, Letter.from(OutboundScene.BOSS), " reason=");
    }

    @Test
    void tlsRequiredNoInTheMessageChangesNothing() throws IOException {
        var letter = Letter.withHeader("From: " + OutboundScene.BOSS + "\r\nTLS-Required: No");

        expectHeld("pleading", letter, " token=starttls-not-supported ");
    }

    @Test
    void plaintextForgedBehind220IsNotBelieved() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@forged.test");

        scene.gateway.awaitLine("outbound", "partner=forged ");

        var server = scene.partner("forged");
        assertThat(server.commandsInClear()).containsOnly("EHLO gw.example.test", "STARTTLS");
        // If it went on at all, then over TLS, and after asking anew what the server offers.
        var inTls = server.commands().stream()
                .filter(command -> command.tls().isPresent())
                .map(ScriptedSmtpServer.Command::line)
                .toList();
        assertThat(inTls).noneMatch(line -> line.startsWith("AUTH"));
        if (!inTls.isEmpty()) {
            assertThat(inTls.get(0)).startsWith("EHLO");
        }
        assertThat(server.received()).allMatch(message -> message.tls().isPresent());
    }

    @Test
    void everyAttemptIsHeldNotOnlyTheFirst() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@asking.test");

        var server = scene.partner("asking");
        Await.until(
                "three attempts",
                PATIENCE,
                () -> server.commands().stream()
                                .filter(command -> command.line().startsWith("EHLO"))
                                .count()
                        >= 3);
        expectNothingToldTo(server, letter);
    }

    private void expectHeld(String partner, Letter letter, String evidence) throws IOException {
        scene.send(letter, "bob@" + partner + ".test");

        scene.gateway.awaitLine("outbound", "partner=" + partner + " ", "wanted=secure ", "verdict=deferred", evidence);
        expectNothingToldTo(scene.partner(partner), letter);
    }

    /** Neither in clear text nor inside a TLS session that was not as agreed. */
    private static void expectNothingToldTo(ScriptedSmtpServer server, Letter letter) {
        assertThat(server.commands()).isNotEmpty();
        assertThat(server.commands()).noneMatch(command -> {
            String line = command.line().toUpperCase(Locale.ROOT);
            return line.startsWith("MAIL")
                    || line.startsWith("RCPT")
                    || line.startsWith("DATA")
                    || command.line().contains(letter.marker());
        });
        assertThat(server.received()).isEmpty();
    }
}
