package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.peers.Postfix;
import dev.postern.testing.process.Command;
import dev.postern.testing.process.Ports;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The inbound test with real Postfixes as partners: one that presents the agreed client certificate, one that presents none and is
 * only monitored, and one that knows no TLS.
 */
class InboundTestIT {
    private static final Duration ENDS = Duration.ofSeconds(60);
    private static final String UNKNOWN = "550 5.1.1 No such recipient here";
    private static final Deque<AutoCloseable> STARTED = new ArrayDeque<>();
    private static Site site;
    private static ScriptedSmtpServer elsewhere;
    private static Postfix agreed;
    private static Postfix watched;
    private static Postfix broken;

    @BeforeAll
    static void start() {
        Postfix.assumeInstalled();
        site = Site.named("inbound-test");
        STARTED.push(site);
        site.folder.write("tls/partner-ca.pem", site.ca.own().chainPem());
        site.zone.mx("elsewhere.test", 10, "mx.elsewhere.test").a("mx.elsewhere.test", "127.0.1.9");
        elsewhere = ScriptedSmtpServer.start("127.0.1.9", site.mx, ServerScript.noStartTls());
        STARTED.push(elsewhere);
        int agreedPort = Ports.free();
        int watchedPort = Ports.free();
        agreed = start(
                "agreed",
                "127.0.0.11",
                agreedPort,
                "encrypt",
                "smtp_tls_cert_file = ROOT/own.crt\nsmtp_tls_key_file = ROOT/own.key\n");
        watched = start("watched", "127.0.0.12", watchedPort, "encrypt", "");
        broken = start("broken", "127.0.0.13", Ports.free(), "none", "");
        String certificate = "clientCertificate: { names: [mx.%1$s.test], trustAnchors: tls/partner-ca.pem }";
        site.start("""
                defaults:
                  outbound: { level: encrypt }
                partners:
                  - name: agreed
                    domains: [agreed.test]
                    inbound: { %s }
                    outbound: { nextHop: "mx.agreed.test:%d" }
                  - name: watched
                    domains: [watched.test]
                    mode: monitor
                    inbound: { %s }
                    outbound: { nextHop: "mx.watched.test:%d" }
                  - name: broken
                    domains: [broken.test]
                """.formatted(
                        certificate.formatted("agreed"), agreedPort, certificate.formatted("watched"), watchedPort));
    }

    private static Postfix start(String name, String address, int port, String towardsGateway, String more) {
        String domain = name + ".test";
        site.zone.a("mx." + domain, address);
        var postfix = Postfix.start(
                new Postfix.Settings(
                        domain,
                        address,
                        site.ca.issue("mx." + domain),
                        "may",
                        site.smtp,
                        towardsGateway,
                        site.ca.own().chainPem(),
                        more),
                port);
        STARTED.push(postfix);
        return postfix;
    }

    @AfterAll
    static void stop() throws Exception {
        while (!STARTED.isEmpty()) {
            STARTED.pop().close();
        }
    }

    private static LiveCommand live(String partner, String... more) {
        return LiveCommand.start(site.folder, partner, List.of(more));
    }

    /** Issues an address without waiting for a message. */
    private static String address(String partner, String... more) {
        var arguments = LiveCommand.arguments(site.folder, partner, List.of(more));
        arguments.add("--no-wait");
        var outcome = Command.run(
                site.folder.root(), ENDS, GatewayProcess.command(List.of(), arguments.toArray(String[]::new)));
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return LiveCommand.address(outcome.out()).orElseThrow();
    }

    private static void inject(Postfix postfix, String sender, String recipient, Letter letter) throws IOException {
        try (var client = postfix.client()) {
            assertThat(client.mail(sender, recipient, letter).code()).isEqualTo(250);
        }
    }

    private static String rcpt(String sender, String recipient) throws IOException {
        try (var client = ScriptedSmtpClient.secured(Site.OUTSIDE, site.smtp, TlsOffer.plain())) {
            client.command("MAIL FROM:<" + sender + ">");
            return client.command("RCPT TO:<" + recipient + ">").text();
        }
    }

    /** As agreed, and no reflector: neither the fields of the header nor the content go anywhere. */
    @Test
    void withTheAgreedCertificate() throws Exception {
        try (var live = live("agreed")) {
            var letter = Letter.withHeader("From: victim@elsewhere.test\r\nReply-To: victim@elsewhere.test\r\n"
                    + "Sender: victim@elsewhere.test\r\nReturn-Path: <victim@elsewhere.test>\r\n");
            inject(agreed, "alice@agreed.test", live.awaitAddress(), letter);

            var report = agreed.mailbox().await("one-time test address");
            assertThat(report.sender()).isEmpty();
            assertThat(report.recipients()).containsExactly("alice@agreed.test");
            assertThat(report.header()).contains("Auto-Submitted: auto-replied");
            assertThat(report.body())
                    .contains("Verdict: as agreed.", "TLSv1.3", "127.0.0.11", "mx.agreed.test")
                    .doesNotContain("victim", letter.marker(), live.awaitAddress());
            assertThat(live.awaitExit()).as(live.output()).isZero();
            assertThat(live.output())
                    .contains("\"kind\":\"message-judged\"", "\"kind\":\"report-delivered\"", "\"value\":\"holds\"");
            assertThat(site.inside.has(letter)).isFalse();
            assertThat(elsewhere.received()).isEmpty();

            var second = Letter.from("alice@agreed.test");
            inject(agreed, "alice@agreed.test", live.awaitAddress(), second);
            agreed.awaitLog("status=bounced", UNKNOWN);
            assertThat(site.inside.has(second)).isFalse();
        }
    }

    @Test
    void withoutACertificateInMonitorMode() throws Exception {
        try (var live = live("watched")) {
            inject(watched, "alice@watched.test", live.awaitAddress(), Letter.from("alice@watched.test"));

            assertThat(watched.mailbox().await("one-time test address").body())
                    .contains(
                            "Verdict: not as agreed (certificate-not-trusted).",
                            "550 5.7.1 Mail from watched.test is accepted with the agreed client certificate only",
                            "it presented none");
            assertThat(live.awaitExit()).as(live.output()).isEqualTo(1);
            assertThat(live.output())
                    .contains(
                            "\"kind\":\"mail-would-be-rejected\"",
                            "the peer presented no certificate",
                            "\"value\":\"falls-short\"");
        }
    }

    /** The rule is the same for a test: enforce rejects, and the administrator sees why no message comes. */
    @Test
    void inClearTextWhileTheRuleIsEnforced() throws Exception {
        try (var live = live("broken")) {
            inject(broken, "alice@broken.test", live.awaitAddress(), Letter.from("alice@broken.test"));

            broken.awaitLog("status=bounced", "530 5.7.10");
            live.await("\"kind\":\"mail-rejected\"");
            assertThat(live.output()).contains("the connection is in clear text", "127.0.0.13");
        }
    }

    @Test
    void anImpostorLearnsNothing() throws IOException {
        String address = address("watched");

        String never = rcpt("eve@stranger.test", "postern-test-aaaaaaaaaaaaaaaaaaaaaaaaaa@example.test");
        assertThat(never).isEqualTo(UNKNOWN);
        for (String sender : List.of("eve@stranger.test", "", "eve@elsewhere.test", "boss@example.test")) {
            assertThat(rcpt(sender, address)).as(sender).isEqualTo(never);
        }
        assertThat(rcpt("alice@watched.test", address.replace("@", "+tag@"))).isEqualTo(never);
        assertThat(rcpt("alice@watched.test", address)).startsWith("250");
    }

    @Test
    void late() throws Exception {
        try (var live = live("watched", "--valid-for", "1s")) {
            String address = live.awaitAddress();
            assertThat(live.awaitExit()).as(live.output()).isEqualTo(2);
            assertThat(live.output()).contains("\"value\":\"nothing-came\"");
            assertThat(rcpt("alice@watched.test", address)).isEqualTo(UNKNOWN);
        }
    }

    @Test
    void tooLarge() throws IOException {
        String address = address("agreed");
        var large = new Letter(
                "large", "From: alice@agreed.test\r\nSubject: large\r\n\r\n" + ("x".repeat(78) + "\r\n").repeat(900));
        inject(agreed, "alice@agreed.test", address, large);
        agreed.awaitLog("status=bounced", "552 5.3.4 A message to a test address");
    }

    @Test
    void anUnknownPartner() {
        var arguments = LiveCommand.arguments(site.folder, "nobody", List.of());
        var outcome = Command.run(
                site.folder.root(), ENDS, GatewayProcess.command(List.of(), arguments.toArray(String[]::new)));
        assertThat(outcome.status()).isEqualTo(64);
        assertThat(outcome.err()).isEqualTo("No such partner.\n");
    }
}
