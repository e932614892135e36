package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code relay.lenient} and {@code relay.partnersRule: exempt} allow to own servers, and to nobody else. */
class RelayExemptionIT {
    private static final String DEVICE = "scanner@example.test";
    private static final String PARTNER = "alice@contoso.test";

    private static Site site;
    private static ScriptedSmtpServer contoso;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        site = Site.named("relay-exemption");
        contoso = ScriptedSmtpServer.start(ServerScript.noStartTls());
        site.zone.a("mx.contoso.test", "127.0.0.1");
        site.folder.write(
                "gateway.yaml",
                site.gatewayYaml()
                        .replace(
                                "networks: [127.0.0.2/32]",
                                "networks: [127.0.0.2/32]\n  lenient: true\n  partnersRule: exempt"));
        gateway = site.start("""
                partners:
                  - name: contoso
                    domains: [contoso.test, "*.contoso.test"]
                    outbound: { level: encrypt, nextHop: "mx.contoso.test:%d" }
                """.formatted(contoso.port()));
    }

    @AfterAll
    static void stop() throws IOException {
        site.close();
        contoso.close();
    }

    /** Sends content as it is, dot and all, and returns the last reply. */
    private static Reply send(ScriptedSmtpClient client, String mail, String content) throws IOException {
        Reply reply = client.command(mail);
        for (String command : List.of("RCPT TO:<bob@example.test>", "DATA")) {
            if (reply.isPositive()) {
                reply = client.command(command);
            }
        }
        if (reply.isPositive()) {
            client.send(content + "\r\n.\r\n");
            reply = client.reply();
        }
        return reply;
    }

    private static String[] with(String[] words, String... more) {
        return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void anOwnServersLinesAndFieldsArePutRight() throws IOException {
        String content = "From: " + DEVICE + "\nSubject: scan of a device\n\nline\n" + "x".repeat(70_000);
        try (var client = site.insider()) {
            assertThat(send(client, "MAIL FROM:" + DEVICE, content).code()).isEqualTo(250);
        }

        String received = site.inside.await("scan of a device").content();
        assertThat(received.replace("\r\n", "")).doesNotContain("\n", "\r");
        assertThat(received.lines()).allMatch(line -> line.length() <= 998);
        assertThat(received)
                .containsPattern("(?m)^Date: ")
                .containsPattern("(?m)^Message-ID: <.+@gw\\.example\\.test>");
        gateway.awaitLine("added the brackets to an address of an own server");
        gateway.awaitLine("added to a message of an own server: date=true messageId=true");
        gateway.awaitLine("bareLineFeeds=4 foldedLines=1");
    }

    @Test
    void aDotBetweenLineFeedsOfAnOwnServerEndsNoMessage() throws IOException {
        String smuggled =
                "\n.\nMAIL FROM:<" + PARTNER + ">\nRCPT TO:<bob@example.test>\nDATA\nFrom: " + PARTNER + "\n\nforged\n";
        try (var client = site.insider()) {
            assertThat(send(client, "MAIL FROM:<" + DEVICE + ">", "Subject: dot between lines\n\nx" + smuggled)
                            .code())
                    .isEqualTo(250);
            assertThat(client.command("NOOP").code()).isEqualTo(250);
        }
        assertThat(site.inside.await("dot between lines").content()).contains("forged");
        assertThat(site.inside.received()).noneMatch(message -> message.sender().equals(PARTNER));
    }

    @Test
    void anOwnServersLongLinesAreFolded() throws IOException {
        String names = "anna@example.test, ".repeat(100) + "bob@example.test";
        String content = "Subject: long lines\r\nTo: " + names + "\r\n\r\n" + "x".repeat(2_000);
        try (var client = site.insider()) {
            assertThat(send(client, "MAIL FROM:<" + DEVICE + ">", content).code())
                    .isEqualTo(250);
        }

        String received = site.inside.await("long lines").content();
        assertThat(received.lines()).allMatch(line -> line.length() <= 998);
        assertThat(received.replaceAll("\r\n(?=[ \t])", "")).contains("To: " + names + "\r\n");
        assertThat(received).contains("x".repeat(998) + "\r\n " + "x".repeat(997) + "\r\n xxxxx\r\n");
    }

    /** By default nothing is put right: what is signed arrives as it was signed. */
    @Test
    void withoutTheKeyAnOwnServersLinesAreHeldToTheRulesToo() throws IOException {
        try (var strict = Site.named("relay-strict")) {
            strict.start("partners: []\n");
            try (var client = strict.insider()) {
                assertThat(client.command("MAIL FROM:" + DEVICE).code()).isEqualTo(501);
                String mail = "MAIL FROM:<" + DEVICE + ">";
                assertThat(send(client, mail, "Subject: bare\n\nx").text()).startsWith("550 5.5.2 ");
                assertThat(send(client, mail, "Subject: bare\r\n\r\nx\ny").text())
                        .startsWith("550 5.5.2 ");
                String signed = "Subject: signed\r\n\r\n" + "x".repeat(2_000);
                assertThat(send(client, mail, signed).code()).isEqualTo(250);
            }
            String received = strict.inside.await("signed").content();
            assertThat(received).contains("x".repeat(2_000)).doesNotContainPattern("(?m)^(Date|Message-ID): ");
            assertThat(strict.inside.received()).hasSize(1);
        }
    }

    @Test
    void aStrangersLinesAreHeldToTheRules() throws IOException {
        try (var client = site.outside()) {
            assertThat(client.command("MAIL FROM:carol@stranger.test").code()).isEqualTo(501);
            assertThat(send(client, "MAIL FROM:<carol@stranger.test>", "Subject: x\n\nbare")
                            .text())
                    .startsWith("550 5.5.2 ");
        }
    }

    @Test
    void anOwnServerMayBringAPartnersMailAsItGotIt() throws IOException {
        var letter = Letter.from(PARTNER);
        try (var client = site.insider()) {
            assertThat(client.mail(PARTNER, "bob@example.test", letter).code()).isEqualTo(250);
        }

        site.inside.await(letter);
        gateway.awaitLine("inbound", "partner=contoso ", "version=none", "verdict=exempt");
    }

    @Test
    void aStrangerMayNot() throws IOException {
        var letter = Letter.from(PARTNER);
        try (var client = site.outside()) {
            assertThat(client.mail(PARTNER, "bob@example.test", letter).text()).startsWith("530 5.7.10 ");
            assertThat(client.mail("carol@stranger.test", "bob@example.test", letter)
                            .text())
                    .startsWith("530 5.7.10 ");
        }
        gateway.awaitLine("inbound", "partner=contoso ", "verdict=rejected");
        assertThat(site.inside.has(letter)).isFalse();
    }

    @Test
    void mailToThePartnerStillObeysItsRule() throws IOException {
        var letter = Letter.from(DEVICE);
        var spellings = List.of("bob@contoso.test", "dot@contoso.test.", "@elsewhere.test:route@contoso.test");
        try (var client = site.insider()) {
            assertThat(client.mail(DEVICE, spellings, letter).code()).isEqualTo(250);
            assertThat(client.mail(DEVICE, "bob@my_host.contoso.test", Letter.from(DEVICE))
                            .code())
                    .isEqualTo(250);
        }

        String[] deferred = {"outbound", "partner=contoso ", "verdict=deferred", "token=starttls-not-supported"};
        gateway.awaitLine(with(deferred, "bob@contoso.test", "dot@contoso.test", "route@contoso.test"));
        gateway.awaitLine(with(deferred, "to=bob@my_host.contoso.test"));
        assertThat(contoso.commandsInClear()).noneMatch(line -> line.startsWith("MAIL"));
    }
}
