package dev.postern.scenarios.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every mail server that keeps partners' rules, be it our gateway or a James of somebody else's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PartnerTlsScenarios {
    static final String BOSS = "boss@example.test";
    private static final String BOB = "bob@example.test";

    final PartnersScene scene = new PartnersScene(getClass().getSimpleName().toLowerCase(Locale.ROOT));
    private GatewayProcess server;

    /** Starts the server under test in the scene's site and with its partners. */
    abstract GatewayProcess start();

    /** Sees to it that a message that broke a rule, and got that answer, is kept out. */
    abstract void expectKeptOut(Reply answer, Letter letter);

    @BeforeAll
    void startTheServer() {
        server = start();
        assertThat(server.isAlive()).as(server.tail()).isTrue();
    }

    @AfterAll
    void stopAll() throws IOException {
        server.close();
        scene.close();
    }

    GatewayProcess server() {
        return server;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice@contoso.test",
                "alice@SUB.contoso.test",
                "anna@xn--bcher-kva.test",
                "dana@xn--eebikmu.test"
            })
    void aPartnersMailInClearTextIsKeptOut(String sender) throws IOException {
        var letter = Letter.from(sender);
        expectKeptOut(inClear(sender, letter), letter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mallory@evil.test"})
    void aPartnersNameInTheHeaderAloneIsKeptOutToo(String sender) throws IOException {
        var letter = Letter.from("alice@contoso.test");
        expectKeptOut(inClear(sender, letter), letter);
    }

    @Test
    void theSameOverTlsGetsIn() throws IOException {
        var letter = Letter.from("alice@contoso.test");
        assertThat(overTls("alice@contoso.test", letter).code()).isEqualTo(250);
        assertThat(scene.site.inside.await(letter).body()).isEqualTo(letter.body());
    }

    @Test
    void aStrangersMailInClearTextGetsIn() throws IOException {
        var letter = Letter.from("carol@stranger.test");
        assertThat(inClear("carol@stranger.test", letter).code()).isEqualTo(250);
        assertThat(scene.site.inside.await(letter).sender()).isEqualTo("carol@stranger.test");
    }

    @Test
    void mailToAPartnerLeavesOverTls() throws IOException {
        var letter = Letter.from(BOSS);
        send(letter, "bob@good.test");
        assertThat(scene.good.await(letter).tls()).isPresent();
        assertThat(scene.good.commandsInClear()).noneMatch(line -> line.startsWith("MAIL"));
    }

    @Test
    void mailToAPartnerWhoseStartTlsIsGoneIsHeld() throws IOException {
        expectHeld("stripped", scene.stripped);
    }

    @Test
    void mailToAnImpostorIsHeld() throws IOException {
        expectHeld("impostor", scene.impostor);
    }

    @Test
    void mailToAStrangerLeavesAsEver() throws IOException {
        var letter = Letter.from(BOSS);
        send(letter, "friend@stranger.test");
        assertThat(scene.stranger.await(letter).sender()).isEqualTo(BOSS);
    }

    @Test
    void aPartnerThatIsNamedMeanwhileIsHeldToItsRule() throws IOException {
        scene.site.folder.write(
                "partners.yaml",
                scene.partners() + "  - { name: late, domains: [late.test], outbound: { level: encrypt } }\n");
        server.awaitLine("partners.yaml", "is in force");
        var letter = Letter.from("dave@late.test");
        expectKeptOut(inClear("dave@late.test", letter), letter);
    }

    @Test
    void aBadChangeLeavesTheRulesAsTheyWere() throws IOException {
        scene.site.folder.write("partners.yaml", "partners: none of your business\n");
        server.awaitLine("Rejected the change of", "partners.yaml");
        var letter = Letter.from("alice@contoso.test");
        expectKeptOut(inClear("alice@contoso.test", letter), letter);
    }

    final Reply inClear(String sender, Letter letter) throws IOException {
        try (var client = scene.site.outside()) {
            return client.mail(sender, BOB, letter);
        }
    }

    final Reply overTls(String sender, Letter letter) throws IOException {
        try (var client = scene.site.outsideOverTls()) {
            return client.mail(sender, BOB, letter);
        }
    }

    final void send(Letter letter, String recipient) throws IOException {
        try (var client = scene.site.insider()) {
            assertThat(client.mail(BOSS, recipient, letter).code()).isEqualTo(250);
        }
    }

    /** Tried again and again, and never told a word of it. */
    private void expectHeld(String partner, ScriptedSmtpServer partnersServer) throws IOException {
        send(Letter.from(BOSS), "bob@" + partner + ".test");
        Await.value(
                "three attempts at " + partner,
                Await.PATIENCE,
                () -> partnersServer.commands().stream()
                                        .filter(command -> command.line().startsWith("EHLO"))
                                        .count()
                                >= 3
                        ? Optional.of(true)
                        : Optional.empty(),
                server::tail);
        assertThat(partnersServer.commands()).noneMatch(command -> {
            String line = command.line().toUpperCase(Locale.ROOT);
            return line.startsWith("MAIL") || line.startsWith("RCPT") || line.startsWith("DATA");
        });
        assertThat(partnersServer.received()).isEmpty();
    }
}
