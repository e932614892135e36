package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Ports;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A recipient that does not exist is rejected at RCPT, so that nothing bounces to a sender that may be forged. */
class RecipientVerificationIT {
    private static final String FORGED = "victim@elsewhere.test";
    private static final String UNKNOWN = "550 5.1.1 ";

    private static Site site;
    private static ScriptedSmtpServer elsewhere;
    /** The next hop of {@code probed.test}: knows anna and bernd. */
    private static ScriptedSmtpServer probed;
    /** The next hop of {@code any.test}: accepts everybody at RCPT. */
    private static ScriptedSmtpServer any;
    /** The next hop of {@code temporary.test}: says 450 to everybody. */
    private static ScriptedSmtpServer temporary;
    /** The next hop of {@code slow.test}: never answers. */
    private static ServerSocket slow;

    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws IOException {
        site = Site.named("recipient-verification");
        site.zone.mx("elsewhere.test", 10, "mx.elsewhere.test").a("mx.elsewhere.test", "127.0.1.29");
        elsewhere = ScriptedSmtpServer.start("127.0.1.29", site.mx, ServerScript.noStartTls());
        probed = ScriptedSmtpServer.start(ServerScript.tls(TlsOffer.with(site.ca.issue("mail.example.test"))))
                .knowOnly("anna@probed.test", "bernd@probed.test");
        any = ScriptedSmtpServer.start(ServerScript.noStartTls());
        temporary = ScriptedSmtpServer.start(ServerScript.noStartTls().reply("RCPT", "450 4.2.0 greylisted"));
        slow = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        int nobody = Ports.free();
        site.folder
                .write("recipients.txt", "anna   # the first\nBernd@filed.test\n")
                // Fifteen that wait, the others, and some that are closed and not yet noticed.
                .write(
                        "gateway.yaml",
                        site.gatewayYaml()
                                .replace("maxConnectionsPerAddress: 20", "maxConnectionsPerAddress: 60")
                                .replace("domains:\n", """
                        domains:
                          - { domain: probed.test, nextHop: "mail.example.test:%d", outbound: { level: secure } }
                          - { domain: any.test, nextHop: "127.0.0.1:%d" }
                          - { domain: temporary.test, nextHop: "127.0.0.1:%d", unverifiedRecipients: defer }
                          - { domain: slow.test, nextHop: "127.0.0.1:%d" }
                          - { domain: down.test, nextHop: "127.0.0.1:%d" }
                          - { domain: down-defer.test, nextHop: "127.0.0.1:%d", unverifiedRecipients: defer }
                          - { domain: clear.test, nextHop: "127.0.0.1:%d", outbound: { level: encrypt }, unverifiedRecipients: defer }
                          - { domain: listed.test, nextHop: "127.0.0.1:%d", recipients: [anna, bernd@listed.test], recipientDelimiter: "+" }
                          - { domain: filed.test, nextHop: "127.0.0.1:%d", recipientsFile: recipients.txt }
                          - { domain: unverified.test, nextHop: "mail.example.test:%d", verifyRecipients: false }
                        """.formatted(
                                                probed.port(),
                                                any.port(),
                                                temporary.port(),
                                                slow.getLocalPort(),
                                                nobody,
                                                nobody,
                                                any.port(),
                                                any.port(),
                                                any.port(),
                                                probed.port())));
        gateway = site.start("""
                partners:
                  - { name: contoso, domains: [contoso.test], outbound: { level: encrypt } }
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        site.close();
        slow.close();
        for (ScriptedSmtpServer server : List.of(elsewhere, probed, any, temporary)) {
            server.close();
        }
    }

    private static Reply rcpt(String recipient) throws IOException {
        try (var client = site.outside()) {
            client.command("MAIL FROM:<" + FORGED + ">");
            return client.command("RCPT TO:<" + recipient + ">");
        }
    }

    private static long connections(ScriptedSmtpServer server) {
        return server.commandsInClear().stream()
                .filter(line -> line.startsWith("EHLO"))
                .count();
    }

    private static long probes(ScriptedSmtpServer server, String recipient) {
        return server.commands().stream()
                .filter(command -> command.line().equals("RCPT TO:<" + recipient + ">"))
                .count();
    }

    @Test
    void fifteenUnknownRecipientsAreRefusedAndNoBounceLeaves() throws IOException {
        var letter = Letter.from(FORGED);
        try (var client = site.outside()) {
            client.command("MAIL FROM:<" + FORGED + "> RET=FULL");
            for (int number = 0; number < 15; number++) {
                assertThat(client.command("RCPT TO:<nobody" + number + "@probed.test>")
                                .text())
                        .startsWith(UNKNOWN);
            }
            assertThat(client.command("RCPT TO:<anna@probed.test>").code()).isEqualTo(250);
            client.command("DATA");
            client.send(letter.dotStuffed());
            assertThat(client.reply().code()).isEqualTo(250);
        }
        assertThat(probed.await(letter).recipients()).containsExactly("anna@probed.test");
        assertThat(elsewhere.commands()).isEmpty();
        assertThat(probed.commandsInClear())
                .as("the rule of the hop holds for its probes")
                .noneMatch(line -> line.startsWith("MAIL") || line.startsWith("RCPT"));
    }

    @Test
    void theNextHopIsAskedOnceForEachRecipientAndSeesNoData() throws IOException {
        long before = connections(probed);
        for (int time = 0; time < 5; time++) {
            assertThat(rcpt("bernd@probed.test").code()).isEqualTo(250);
            assertThat(rcpt("stranger@probed.test").text()).startsWith(UNKNOWN);
        }
        assertThat(probes(probed, "bernd@probed.test")).isEqualTo(1);
        assertThat(probes(probed, "stranger@probed.test")).isEqualTo(1);
        assertThat(connections(probed) - before).isEqualTo(2);
    }

    @Test
    void pipelinedRecipientsGetTheirRepliesInOrder() throws IOException {
        try (var client = site.outside()) {
            client.send("MAIL FROM:<" + FORGED + ">\r\nRCPT TO:<x@probed.test>\r\nRCPT TO:<anna@probed.test>\r\n"
                    + "RCPT TO:<y@probed.test>\r\nNOOP\r\nRSET\r\n");
            List<Integer> codes = new ArrayList<>();
            for (int reply = 0; reply < 6; reply++) {
                codes.add(client.reply().code());
            }
            assertThat(codes).containsExactly(250, 550, 250, 550, 250, 250);
        }
    }

    @Test
    void theNullSenderIsNoWayAround() throws IOException {
        try (var client = site.outside()) {
            client.command("MAIL FROM:<>");
            assertThat(client.command("RCPT TO:<nobody@probed.test>").text()).startsWith(UNKNOWN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postmaster@probed.test", "Postmaster@filed.test", "postmaster@listed.test", "postmaster"})
    void thePostmasterIsAlwaysThere(String recipient) throws IOException {
        assertThat(rcpt(recipient).code()).isEqualTo(250);
    }

    @Test
    void aNextHopThatAcceptsEverybodyIsNoticedAndNotAskedAgain() throws IOException {
        for (int number = 0; number < 5; number++) {
            assertThat(rcpt("anybody" + number + "@any.test").code()).isEqualTo(250);
        }
        assertThat(any.commands())
                .filteredOn(command -> command.line().contains("@any.test"))
                .as("one recipient, and one that cannot exist")
                .hasSize(2);
        gateway.awaitLine("Cannot verify recipients of any.test");
    }

    @Test
    void whileTheNextHopIsDownItIsAsConfigured() throws IOException {
        assertThat(rcpt("anna@down.test").code()).isEqualTo(250);
        assertThat(rcpt("anna@down-defer.test").text()).startsWith("450 4.1.1 ");
        assertThat(rcpt("anna@temporary.test").text()).startsWith("450 4.1.1 ");
    }

    @Test
    void aHopThatDoesNotKeepItsRuleIsToldNoRecipient() throws IOException {
        assertThat(rcpt("anna@clear.test").text()).startsWith("450 4.1.1 ");
        assertThat(any.commands()).noneMatch(command -> command.line().contains("@clear.test"));
    }

    @Test
    void aListNeedsNoNextHop() throws IOException {
        for (String known : List.of("anna", "ANNA", "anna+orders", "bernd")) {
            assertThat(rcpt(known + "@listed.test").code()).as(known).isEqualTo(250);
        }
        assertThat(rcpt("claudia@listed.test").text()).startsWith(UNKNOWN);
        assertThat(any.commands()).noneMatch(command -> command.line().contains("@listed.test"));
    }

    @Test
    void aFileIsReadAgainWhenItChangesAndABadOneChangesNothing() throws IOException {
        assertThat(rcpt("anna@filed.test").code()).isEqualTo(250);
        assertThat(rcpt("claudia@filed.test").text()).startsWith(UNKNOWN);

        site.folder.write("recipients.txt", "claudia\n");
        Await.until("claudia is there", Await.PATIENCE, () -> isAccepted("claudia@filed.test"));
        assertThat(rcpt("anna@filed.test").text()).startsWith(UNKNOWN);

        site.folder.write("recipients.txt", "two words\n");
        gateway.awaitLine("recipients.txt:1", "two words");
        assertThat(isAccepted("claudia@filed.test")).isTrue();
    }

    private static boolean isAccepted(String recipient) {
        try {
            return rcpt(recipient).code() == 250;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void ourOwnServersAndDomainsThatSayNoAreNotVerified() throws IOException {
        assertThat(rcpt("whoever@unverified.test").code()).isEqualTo(250);
        try (var insider = site.insider()) {
            insider.command("MAIL FROM:<boss@example.test>");
            assertThat(insider.command("RCPT TO:<own@probed.test>").code()).isEqualTo(250);
        }
        assertThat(probes(probed, "own@probed.test")).isZero();
    }

    @Test
    void aSlowNextHopHoldsUpNobodyElse() throws IOException {
        List<ScriptedSmtpClient> waiting = new ArrayList<>();
        try {
            for (int number = 0; number < 15; number++) {
                var client = site.outside();
                waiting.add(client);
                client.command("MAIL FROM:<" + FORGED + ">");
                client.send("RCPT TO:<slow" + number + "@slow.test>\r\n");
            }
            var letter = Letter.from("alice@contoso.test");
            try (var partner = site.outsideOverTls()) {
                assertThat(partner.mail("alice@contoso.test", "bob@example.test", letter)
                                .code())
                        .isEqualTo(250);
            }
            site.inside.await(letter);
            assertThat(rcpt("other@probed.test").text()).startsWith(UNKNOWN);
        } finally {
            for (ScriptedSmtpClient client : waiting) {
                client.close();
            }
        }
    }
}
