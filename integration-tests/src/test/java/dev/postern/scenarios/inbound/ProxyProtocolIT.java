package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.peers.Haproxy;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Ports;
import dev.postern.testing.process.RealPeer;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind a real HAProxy the gateway sees its clients, and nobody else can claim to be one. */
class ProxyProtocolIT {
    private static final String PROXY = "127.0.0.30";
    private static final String PARTNER = "127.0.0.31";
    private static final Deque<AutoCloseable> STARTED = new ArrayDeque<>();
    private static final int V1 = Ports.free();
    private static final int V2 = Ports.free();
    private static final int IMPLICIT = Ports.free();
    private static Site site;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        RealPeer.command("haproxy", "haproxy");
        site = Site.named("proxy-protocol");
        STARTED.push(site);
        site.folder.write(
                "gateway.yaml",
                site.gatewayYaml()
                        .replace(
                                "smtp:\n",
                                "smtp:\n  proxyProtocol: { from: [" + PROXY + "] }\n  xclient: { from: [" + Site.INSIDE
                                        + "] }\n")
                        .replace("[127.0.0.2/32]", "[127.0.0.2/32, " + PROXY + "/32]"));
        gateway = site.start("""
                partners:
                  - name: contoso
                    domains: [contoso.test]
                    inbound: { sources: [%s/32] }
                """.formatted(PARTNER));
        STARTED.push(Haproxy.start(
                PROXY,
                List.of(
                        new Haproxy.Way(V1, site.smtp, "send-proxy"),
                        new Haproxy.Way(V2, site.smtp, "send-proxy-v2"),
                        new Haproxy.Way(IMPLICIT, site.implicitTls, "send-proxy-v2"))));
        for (int port : List.of(V1, V2)) {
            Await.value("HAProxy passes on port " + port, Await.PATIENCE, () -> greets(port), gateway::tail);
        }
    }

    private static Optional<Boolean> greets(int port) {
        try (var client = ScriptedSmtpClient.open(Site.OUTSIDE, port)) {
            return client.replyOrEnd().map(Reply::isPositive).filter(yes -> yes);
        } catch (IOException e) {
            return Optional.empty(); // not yet
        }
    }

    @AfterAll
    static void stop() throws Exception {
        while (!STARTED.isEmpty()) {
            STARTED.pop().close();
        }
    }

    private static int port(String version) {
        return version.equals("v1") ? V1 : V2;
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void theClientBehindTheProxyIsWhoCounts(String version) throws IOException {
        var letter = Letter.from("alice@contoso.test");
        try (var client = ScriptedSmtpClient.secured(PARTNER, port(version), TlsOffer.plain())) {
            assertThat(client.mail("alice@contoso.test", "bob@example.test", letter)
                            .code())
                    .isEqualTo(250);
        }
        assertThat(site.inside.await(letter).content()).contains("([" + PARTNER + "])");

        try (var client = ScriptedSmtpClient.secured(Site.OUTSIDE, port(version), TlsOffer.plain())) {
            assertThat(client.command("MAIL FROM:<alice@contoso.test>").text()).startsWith("550 5.7.1 ");
            assertThat(client.command("MAIL FROM:<carol@stranger.test>").code()).isEqualTo(250);
            assertThat(client.command("RCPT TO:<dave@elsewhere.test>").text()).startsWith("550 5.7.1 Relaying");
        }
        try (var client = ScriptedSmtpClient.greeted(Site.INSIDE, port(version))) {
            client.command("MAIL FROM:<bob@example.test>");
            assertThat(client.command("RCPT TO:<dave@elsewhere.test>").code()).isEqualTo(250);
        }
        gateway.awaitLine("relaying from " + Site.OUTSIDE + " to dave@elsewhere.test denied");
    }

    @Test
    void theHeaderStandsBeforeImplicitTls() throws IOException {
        var letter = Letter.from("alice@contoso.test");
        try (var client = ScriptedSmtpClient.implicitTls(PARTNER, IMPLICIT, TlsOffer.plain())) {
            assertThat(client.mail("alice@contoso.test", "bob@example.test", letter)
                            .code())
                    .isEqualTo(250);
        }
    }

    @Test
    void theProxyWithoutAHeaderIsNotGreeted() throws IOException {
        try (var client = ScriptedSmtpClient.open(PROXY, site.smtp)) {
            client.send("EHLO client.test\r\nMAIL FROM:<carol@stranger.test>\r\n");
            assertThat(client.replyOrEnd()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN\r\n", "\r\n\r\n\0\r\nQUIT\n \0\0\0"})
    void aHealthCheckMayNotRelay(String header) throws IOException {
        try (var client = ScriptedSmtpClient.open(PROXY, site.smtp)) {
            client.send(header);
            assertThat(client.reply().code()).isEqualTo(220);
            client.command("EHLO proxy.test");
            client.command("MAIL FROM:<bob@example.test>");
            assertThat(client.command("RCPT TO:<dave@elsewhere.test>").text()).startsWith("550 5.7.1 Relaying");
        }
    }

    @Test
    void aStrangersHeaderIsASyntaxError() throws IOException {
        try (var client = site.outside()) {
            assertThat(client.command("PROXY TCP4 127.0.0.2 127.0.0.1 12345 25").text())
                    .startsWith("500 ");
            client.command("MAIL FROM:<carol@stranger.test>");
            assertThat(client.command("RCPT TO:<dave@elsewhere.test>").text()).startsWith("550 5.7.1 Relaying");
        }
    }

    @Test
    void aTrustedFilterSpeaksForItsClientByXclient() throws IOException {
        var letter = Letter.from("carol@stranger.test");
        try (var client = ScriptedSmtpClient.secured(Site.INSIDE, site.smtp, TlsOffer.plain())) {
            assertThat(client.command("XCLIENT ADDR=" + PARTNER).code()).isEqualTo(220);
            assertThat(client.command("EHLO mail.contoso.test").text()).contains("XCLIENT NAME ADDR");
            assertThat(client.mail("carol@stranger.test", "bob@example.test", letter)
                            .code())
                    .isEqualTo(250);
            // The filter's own TLS says nothing of how the partner spoke with the filter.
            assertThat(client.command("MAIL FROM:<alice@contoso.test>").text()).startsWith("530 5.7.10 ");
            client.command("MAIL FROM:<carol@stranger.test>");
            assertThat(client.command("RCPT TO:<dave@elsewhere.test>").text()).startsWith("550 5.7.1 Relaying");
        }
        assertThat(site.inside.await(letter).content()).contains("([" + PARTNER + "])");
        try (var client = site.outside()) {
            assertThat(client.command("XCLIENT ADDR=127.0.0.2").code()).isEqualTo(500);
        }
    }
}
