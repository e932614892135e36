package dev.postern.scenarios.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Ports;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several next hops for an own domain, own domains by wildcard, and own domains from a file. */
class OwnDomainsIT {
    private static final String STRANGER = "someone@elsewhere.test";
    private static final String BOSS = "boss@example.test";
    private static final String FILED = "filed.test\nhops.filed.test filed.inner.test:25\n";

    private static Site site;
    private static ScriptedSmtpServer first;
    private static ScriptedSmtpServer second;
    /** Answers 421 to the connection. */
    private static ScriptedSmtpServer busy;

    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        site = Site.named("own-domains");
        first = ScriptedSmtpServer.start(ServerScript.noStartTls());
        second = ScriptedSmtpServer.start(ServerScript.noStartTls());
        busy = ScriptedSmtpServer.start(ServerScript.noStartTls().reply("EHLO", "421 4.3.2 busy"));
        int closed = Ports.free();
        first.knowOnly(
                "anna@order.test",
                "anna@wild.test",
                "anna@exact.wild.test",
                "anna@a.deep.wild.test",
                "anna@filed.test");
        second.knowOnly("anna@down.test", "anna@busy.test", "anna@a.wild.test", "anna@b.a.wild.test", "anna@hop.test");
        site.zone
                .a("second.inner.test", "127.0.0.1")
                .a("filed.inner.test", "127.0.0.1")
                .mx("second-hop.test", 10, "second.inner.test")
                .mx("filed-hop.test", 10, "filed.inner.test");
        site.folder
                .write("domains.txt", FILED)
                .write("gateway.yaml", site.gatewayYaml().replace("domains:\n", """
                        domains:
                          - { domain: order.test, nextHop: ["127.0.0.1:%1$d", "127.0.0.1:%2$d"] }
                          - { domain: down.test, nextHop: ["127.0.0.1:%3$d", "127.0.0.1:%2$d"] }
                          - { domain: busy.test, nextHop: ["127.0.0.1:%4$d", "127.0.0.1:%2$d"] }
                          - { domain: "*.wild.test", nextHop: "127.0.0.1:%2$d" }
                          - { domain: "*.open.test", nextHop: "127.0.0.1:%2$d", verifyRecipients: false }
                          - { domain: hops.test, nextHop: ["127.0.0.1:%1$d", "second.inner.test:%2$d"] }
                          - { domain: exact.wild.test, nextHop: "127.0.0.1:%1$d" }
                          - { domain: "*.deep.wild.test", nextHop: "127.0.0.1:%1$d" }
                          - { file: domains.txt, nextHop: "127.0.0.1:%1$d" }
                        """.formatted(
                                first.port(), second.port(), closed, busy.port())));
        gateway = site.start("partners: [{ name: contoso, domains: [contoso.test], outbound: { level: encrypt } }]\n");
    }

    @AfterAll
    static void stop() throws IOException {
        site.close();
        for (ScriptedSmtpServer server : List.of(first, second, busy)) {
            server.close();
        }
    }

    private static Reply rcpt(String recipient) throws IOException {
        try (var client = site.outside()) {
            client.command("MAIL FROM:<" + STRANGER + ">");
            return client.command("RCPT TO:<" + recipient + ">");
        }
    }

    private static boolean isAccepted(String recipient) {
        try {
            return rcpt(recipient).code() == 250;
        } catch (IOException e) {
            return false;
        }
    }

    private static Letter send(String recipient) throws IOException {
        var letter = Letter.from(STRANGER);
        try (var client = site.outside()) {
            assertThat(client.mail(STRANGER, recipient, letter).code()).isEqualTo(250);
        }
        return letter;
    }

    @ParameterizedTest
    @CsvSource({
        "anna@order.test, first",
        "anna@down.test, second",
        "anna@busy.test, second",
        "anna@a.wild.test, second",
        "anna@b.a.wild.test, second",
        "anna@exact.wild.test, first",
        "anna@a.deep.wild.test, first",
        "anna@filed.test, first",
    })
    void mailGoesToTheFirstNextHopThatAcceptsIt(String recipient, String server) throws IOException {
        Letter letter = send(recipient);
        var received = (server.equals("first") ? first : second).await(letter);
        assertThat(received.recipients()).containsExactly(recipient);
        assertThat((server.equals("first") ? second : first).has(letter)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x@order.test",
                "x@down.test",
                "x@busy.test",
                "anna@c.wild.test",
                "x@exact.wild.test",
                "x@filed.test"
            })
    void unknownRecipientsAreRejectedByTheNextHopThatAnswers(String recipient) throws IOException {
        assertThat(rcpt(recipient).text()).startsWith("550 5.1.1 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anna@wild.test", "anna@notwild.test", "anna@sub.filed.test", "anna@sub.exact.test"})
    void aWildcardIsNeitherTheDomainItselfNorAnyOther(String recipient) throws IOException {
        assertThat(rcpt(recipient).text()).startsWith("550 5.7.1 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anna%elsewhere.test@a.open.test",
                "elsewhere.test!anna@a.open.test",
                "\"anna@elsewhere.test\"@a.open.test",
                "anna@elsewhere.test@a.open.test",
                "anna@elsewhere.test.open.test.elsewhere.test",
                "anna@*.open.test",
                "anna@.open.test",
                "anna@a..open.test",
                "@a.open.test:anna@elsewhere.test",
                "anna@a.open.test@elsewhere.test",
                "anna@a.open.test%elsewhere.test",
                "anna@a.open\uFF0Etest.elsewhere.test"
            })
    void aWildcardRelaysNothingToElsewhere(String recipient) throws IOException {
        assertThat(rcpt("anna@a.open.test").code())
                .as("anybody below the wildcard")
                .isEqualTo(250);
        assertThat(rcpt(recipient).code()).isBetween(500, 559);
    }

    @ParameterizedTest
    @ValueSource(strings = {"second-hop.test", "filed-hop.test"})
    void aStrangersMxIsTheSecondNextHopOrOneOfAFile(String domain) throws IOException {
        var letter = Letter.from(BOSS);
        try (var client = site.insider()) {
            assertThat(client.mail(BOSS, List.of("bob@" + domain), letter).code())
                    .isEqualTo(250);
        }
        assertThat(site.inside.await(letter.marker()).content()).contains("Status: 5.4.6", "bob@" + domain);
    }

    @Test
    void aFileIsReadAgainWhenItChangesAndABadOneChangesNothing() throws IOException {
        assertThat(rcpt("anna@hop.test").code()).isEqualTo(550);

        site.folder.write("domains.txt", FILED + "hop.test 127.0.0.1:" + second.port() + "\n");
        Await.until("hop.test is ours", Await.PATIENCE, () -> isAccepted("anna@hop.test"));
        second.await(send("anna@hop.test"));

        site.folder.write("domains.txt", "hop.test\ncontoso.test\n*.wild.test\nno domain\n");
        gateway.awaitLine(
                "ERROR",
                "domains.txt:2: contoso.test is a domain of a partner",
                "domains.txt:3: *.wild.test is already listed in gateway.yaml",
                "domains.txt:4");
        assertThat(isAccepted("anna@filed.test")).isTrue();
        assertThat(rcpt("anna@contoso.test").text()).startsWith("550 5.7.1 ");

        site.folder.write("domains.txt", FILED);
        Await.until("hop.test is ours no more", Await.PATIENCE, () -> !isAccepted("anna@hop.test"));
    }
}
