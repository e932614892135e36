package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.peers.Postfix;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import dev.postern.testing.process.Ports;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SMTPUTF8 (RFC 6531) through the gateway: where every next hop accepts it, and nowhere else; beside Postfix. */
class SmtpUtf8IT {
    private static final String ANNOUNCING = "250-scripted.test\r\n250-8BITMIME\r\n250 SMTPUTF8";

    private static Site site;
    private static GatewayProcess gateway;
    /** The MX host of {@code modern.test}, and of the partner: announces SMTPUTF8. */
    private static ScriptedSmtpServer modern;
    /** The MX host of {@code old.test}: does not. */
    private static ScriptedSmtpServer old;

    private static Postfix postfix;

    @BeforeAll
    static void start() throws IOException {
        site = Site.named("smtp-utf8");
        site.zone
                .mx("modern.test", 10, "mx.modern.test")
                .a("mx.modern.test", "127.0.1.61")
                .mx("xn--bcher-kva.test", 10, "mx.modern.test")
                .mx("xn--partnr-fva.test", 10, "mx.modern.test")
                .mx("old.test", 10, "mx.old.test")
                .a("mx.old.test", "127.0.1.62");
        modern = ScriptedSmtpServer.start(
                "127.0.1.61", site.mx, ServerScript.noStartTls().reply("EHLO", ANNOUNCING));
        old = ScriptedSmtpServer.start("127.0.1.62", site.mx, ServerScript.noStartTls());
        site.inside.become(ServerScript.tls(TlsOffer.with(site.ca.issue("mail.example.test")))
                .replyInTls("EHLO", ANNOUNCING));
        offering(site);
        gateway = site.start("""
                partners:
                  - { name: partner, domains: ["partn\u00e9r.test"] }
                """);
        Await.until("SMTPUTF8 is offered", Await.PATIENCE, () -> isOffered(site));
        postfix = Postfix.start(
                new Postfix.Settings(
                        "postfix.test",
                        "127.0.1.63",
                        site.ca.issue("mx.postfix.test"),
                        "may",
                        site.smtp,
                        "none",
                        site.ca.own().chainPem(),
                        "smtputf8_enable = yes\n"),
                Ports.free());
    }

    private static void offering(Site any) {
        any.folder.write("gateway.yaml", any.gatewayYaml().replace("smtp:\n", "smtp:\n  smtpUtf8: true\n"));
    }

    @AfterAll
    static void stop() throws IOException {
        site.close();
        modern.close();
        old.close();
        postfix.close();
    }

    private static boolean isOffered(Site any) {
        try (var client = ScriptedSmtpClient.open(Site.OUTSIDE, any.smtp)) {
            client.reply();
            return client.command("EHLO client.test").offers("SMTPUTF8");
        } catch (IOException e) {
            return false;
        }
    }

    /** The octets of a text in UTF-8, each as one character. */
    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static Letter send(ScriptedSmtpClient client, String sender, String recipient) throws IOException {
        var letter = Letter.from(utf8("J\u00f6rg <" + sender + ">"));
        assertThat(client.command("MAIL FROM:<" + utf8(sender) + "> SMTPUTF8").code())
                .isEqualTo(250);
        assertThat(client.command("RCPT TO:<" + utf8(recipient) + ">").code()).isEqualTo(250);
        client.command("DATA");
        client.send(letter.dotStuffed());
        assertThat(client.reply().code()).isEqualTo(250);
        return letter;
    }

    @Test
    void mailToOurDomainArrivesWithItsAddressesAndItsParameter() throws IOException {
        Letter letter;
        try (var client = site.outside()) {
            letter = send(client, "j\u00f6rg@b\u00fccher.test", "\u00e4nne@example.test");
        }
        var received = site.inside.await(letter);
        assertThat(received.sender()).isEqualTo(utf8("j\u00f6rg@xn--bcher-kva.test"));
        assertThat(received.recipients()).containsExactly(utf8("\u00e4nne@example.test"));
        assertThat(received.header()).contains(utf8("From: J\u00f6rg <j\u00f6rg@b\u00fccher.test>"), "with UTF8SMTP ");
        assertThat(site.inside.commands())
                .anyMatch(command -> command.line().startsWith("MAIL FROM:<" + received.sender() + ">")
                        && command.line().contains(" SMTPUTF8"))
                .anyMatch(command -> command.line().equals("MAIL FROM:<> SMTPUTF8")); // who asked after the recipient
    }

    @Test
    void mailOutLeavesByItWhereItIsOffered() throws IOException {
        Letter letter;
        try (var client = site.insider()) {
            letter = send(client, "boss@example.test", "\u4e09\u56db@modern.test");
        }
        assertThat(modern.await(letter).recipients()).containsExactly(utf8("\u4e09\u56db@modern.test"));
    }

    @ParameterizedTest
    @CsvSource({"b\u00f6b@old.test, 'utf-8; b\\x{F6}b@old.test'", "bob@old.test, rfc822; bob@old.test"})
    void mailOutIsReturnedAsAnInternationalizedMessageWhereItIsNotOffered(String recipient, String written)
            throws IOException {
        Letter letter;
        try (var client = site.insider()) {
            letter = send(client, "ch\u00e9f@example.test", recipient);
        }
        var dsn = site.inside.await(letter.marker());
        assertThat(dsn.sender()).isEmpty();
        assertThat(dsn.recipients()).containsExactly(utf8("ch\u00e9f@example.test"));
        assertThat(dsn.content())
                .contains(
                        "Status: 5.6.7",
                        "Final-Recipient: " + written,
                        utf8("To: <ch\u00e9f@example.test>"),
                        "message/global-headers",
                        utf8("From: J\u00f6rg <ch\u00e9f@example.test>"));
        assertThat(old.has(letter)).isFalse();
    }

    @Test
    void plainMailOfAnInternationalizedTransactionGoesEverywhere() throws IOException {
        var letter = Letter.from("boss@example.test");
        try (var client = site.insider()) {
            client.command("MAIL FROM:<boss@example.test> SMTPUTF8");
            client.command("RCPT TO:<bob@old.test>");
            client.command("DATA");
            client.send(letter.dotStuffed());
            assertThat(client.reply().code()).isEqualTo(250);
        }
        assertThat(old.await(letter).recipients()).containsExactly("bob@old.test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bob@partn\u00e9r.test",
                "b\u00f6b@PARTN\u00c9R.TEST",
                "bob@partne\u0301r.test",
                "bob@partn\u00e9r\u3002test",
                "bob@\uff50artn\u00e9r\uff0etest",
                "bob@xn--partnr-fva.test"
            })
    void aPartnersMailInClearTextIsRejectedInWhateverFormItsDomainComes(String sender) throws IOException {
        try (var client = site.outside()) {
            assertThat(client.command("MAIL FROM:<" + utf8(sender) + "> SMTPUTF8")
                            .text())
                    .startsWith("530 5.7.10 ");
        }
    }

    /** The partner's server has no TLS. */
    @Test
    void mailToAPartnerWaitsInWhateverFormItsDomainComes() throws IOException {
        List<Letter> letters = new ArrayList<>();
        for (String recipient : List.of(
                "bob@partn\u00e9r.test",
                "b\u00f6b@PARTNE\u0301R.TEST",
                "bob@\uff50artn\u00e9r\uff0etest",
                "bob@xn--partnr-fva\u3002test")) {
            try (var client = site.insider()) {
                letters.add(send(client, "boss@example.test", recipient));
            }
        }
        // One that comes while the server is known to fail is queued without an attempt.
        Await.until("all wait for the partner", Await.PATIENCE, () -> queue().matches("(?s).*\\bpartner +4 .*"));
        Await.until("one was tried", Await.PATIENCE, () -> deferred().findAny().isPresent());
        assertThat(letters).noneMatch(modern::has);
    }

    private static String queue() {
        return Command.run(
                        site.folder.root(),
                        Await.PATIENCE,
                        GatewayProcess.command(
                                List.of(), "queue", "--data", site.folder.data().toString()))
                .out();
    }

    /** The messages to the partner for which there is such a decision. */
    private static Stream<String> deferred() {
        return gateway.lines().stream()
                .filter(line -> line.contains(" partner=partner ") && line.contains(" verdict=deferred "))
                .map(line -> line.replaceAll(".* message=(\\S+) .*", "$1"))
                .distinct();
    }

    @Test
    void aNextHopThatDoesNotAnnounceItKeepsItFromBeingOffered() throws IOException {
        try (var other = Site.named("smtp-utf8-old-next-hop")) {
            offering(other);
            var started = other.start("partners: []\n");
            started.awaitLine("Not offering SMTPUTF8: the next hop mail.example.test:" + other.inside.port());
            assertThat(isOffered(other)).isFalse();
            try (var client = other.outside()) {
                assertThat(client.command("MAIL FROM:<eve@elsewhere.test> SMTPUTF8")
                                .text())
                        .startsWith("555 5.5.4 ");
                assertThat(client.command("MAIL FROM:<" + utf8("\u00e9ve@elsewhere.test") + ">")
                                .text())
                        .startsWith("553 5.6.7 ");
            }
        }
    }

    /** The first word of each reply to MAIL, ours and Postfix's. */
    @ParameterizedTest
    @CsvSource({
        "<bob@elsewhere.test> SMTPUTF8, 250, 250",
        "<b\u00f6b@elsewhere.test> SMTPUTF8, 250, 250",
        "<b\u00f6b@elsewhere.test> smtputf8 SIZE=100, 250, 250",
        "<bob@b\u00fccher.test> SMTPUTF8, 250, 250",
        "<bob@xn--bcher-kva.test> SMTPUTF8, 250, 250",
        "<bob@bu\u0308cher.test> SMTPUTF8, 250, 250",
        "<bob@b\u00fccher\u3002test> SMTPUTF8, 250, 250",
        "<\"b \u00f6b\"@elsewhere.test> SMTPUTF8, 250, 250",
        "<b\u00f6b@elsewhere.test>, 553, 250",
        "<bob@b\u00fccher.test>, 553, 501",
        "<b\u00f6b@elsewhere.test> SMTPUTF8=yes, 553, 555",
        "<bob@elsewhere.test> SMTPUTF8=yes, 555, 555",
        "<bob@elsewhere.test> SMTPUTF8 SMTPUTF8, 501, 250",
        "<bob@-b\u00fc.test> SMTPUTF8, 553, 501",
        "<bob@b\u00fc..test> SMTPUTF8, 553, 501",
    })
    void mailIsAnsweredAsByPostfixOrAsTheManualSays(String argument, String ours, String postfixs) throws IOException {
        try (var client = site.outside();
                var beside = postfix.client()) {
            beside.command("EHLO client.test");
            assertThat(List.of(
                            client.command("MAIL FROM:" + utf8(argument)).text().substring(0, 3),
                            beside.command("MAIL FROM:" + utf8(argument)).text().substring(0, 3)))
                    .containsExactly(ours, postfixs);
        }
    }

    /** A local part in Latin-1, as old clients send it. */
    @Test
    void whatIsNoUtf8IsRejectedAsByPostfix() throws IOException {
        try (var client = site.outside();
                var beside = postfix.client()) {
            beside.command("EHLO client.test");
            assertThat(client.command("MAIL FROM:<b\u00f6b@elsewhere.test> SMTPUTF8")
                            .text())
                    .startsWith("553 5.1.7 ");
            assertThat(beside.command("MAIL FROM:<b\u00f6b@elsewhere.test> SMTPUTF8")
                            .text())
                    .startsWith("500 5.5.2 ");
        }
    }
}
