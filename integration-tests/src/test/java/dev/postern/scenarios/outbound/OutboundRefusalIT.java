package dev.postern.scenarios.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.OutboundScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mail to a partner whose server is not as agreed is held: the server sees neither MAIL FROM nor content. */
@ExtendWith(SharedScene.class)
class OutboundRefusalIT {
    private final OutboundScene scene;

    OutboundRefusalIT(OutboundScene scene) {
        this.scene = scene;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "no-starttls,     starttls-not-supported",
        "answers-354,     starttls-not-supported",
        "answers-454,     starttls-not-supported",
        "answers-502,     starttls-not-supported",
        "expired,         certificate-expired",
        "not-yet,         certificate-expired",
        "wrong-name,      certificate-host-mismatch",
        "too-wide,        certificate-host-mismatch",
        "xn--bcher-kva,   certificate-host-mismatch",
        "nul,             certificate-host-mismatch",
        "cn-only,         certificate-host-mismatch",
        "self-signed,     certificate-not-trusted",
        "unknown-ca,      certificate-not-trusted",
        "no-intermediate, certificate-not-trusted",
        "tls10,           validation-failure",
        "tls11,           validation-failure",
        "tls12,           validation-failure",
    })
    void aServerThatIsNotAsAgreed(String partner, String token) throws IOException {
        expectHeld(partner, Letter.from(OutboundScene.BOSS), " token=" + token + " ");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "garbage,   waiting for the reply to STARTTLS: it sent an invalid SMTP reply",
        "silent,    waiting for the reply to STARTTLS: it closed the connection",
        "demanding, waiting for the reply to EHLO",
    })
    void aServerThatMakesNoSense(String partner, String reason) throws IOException {
        expectHeld(partner, Letter.from(OutboundScene.BOSS), " token=validation-failure ", reason);
    }

    @Test
    void tlsRequiredNoInTheMessageChangesNothing() throws IOException {
        var letter = Letter.withHeader("From: " + OutboundScene.BOSS + "\r\nTLS-Required: No");

        expectHeld("pleading", letter, " token=starttls-not-supported ");
    }

    @Test
    void plaintextForgedBehind220IsNotBelieved() throws IOException {
        expectHeld(
                "forged",
                Letter.from(OutboundScene.BOSS),
                " token=validation-failure ",
                " octets in clear text followed the reply to STARTTLS");

        // Not even over TLS: whoever could put a word in before it could have put it in the partner's place.
        assertThat(scene.partner("forged").commands())
                .allMatch(command -> command.tls().isEmpty());
        assertThat(scene.partner("forged").commandsInClear()).containsOnly("EHLO gw.example.test", "STARTTLS");
    }

    @Test
    void ehloInTlsIsRefusedForGoodAndTheMailIsHeldAllTheSame() throws IOException {
        expectHeld("refusing-ehlo", Letter.from(OutboundScene.BOSS), "550 5.7.1 go away");
    }

    @Test
    void whatEhloSaidBeforeTlsIsForgottenAndStartTlsOfferedAgainIsNotObeyed() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@lying.test");

        var server = scene.partner("lying");
        assertThat(server.await(letter).tls()).isPresent();
        assertThat(server.commandsInClear()).containsOnly("EHLO gw.example.test", "STARTTLS");
        assertThat(server.commands().stream()
                        .filter(command -> command.tls().isPresent())
                        .map(ScriptedSmtpServer.Command::line))
                .startsWith("EHLO gw.example.test", "MAIL FROM:<" + OutboundScene.BOSS + ">")
                .contains("RCPT TO:<bob@lying.test>", "DATA")
                .noneMatch(line -> line.startsWith("STARTTLS") || line.startsWith("BDAT"));
    }

    @Test
    void everyAttemptIsHeldNotOnlyTheFirst() throws IOException {
        var letter = Letter.from(OutboundScene.BOSS);
        scene.send(letter, "bob@asking.test");

        var server = scene.partner("asking");
        Await.until(
                "three attempts",
                Await.PATIENCE,
                () -> server.commands().stream()
                                .filter(command -> command.line().startsWith("EHLO"))
                                .count()
                        >= 3);
        expectNothingToldTo(server, letter);
    }

    private void expectHeld(String partner, Letter letter, String... evidence) throws IOException {
        scene.send(letter, "bob@" + partner + ".test");

        String[] line = {"outbound", "partner=" + partner + " ", "wanted=secure ", "verdict=deferred"};
        scene.gateway.awaitLine(
                Stream.concat(Stream.of(line), Stream.of(evidence)).toArray(String[]::new));
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
