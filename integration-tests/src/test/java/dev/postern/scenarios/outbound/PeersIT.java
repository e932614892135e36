package dev.postern.scenarios.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.testing.dns.DnsServer;
import dev.postern.testing.dns.DnsZone;
import dev.postern.testing.gateway.ConfFolder;
import dev.postern.testing.peers.Postfix;
import dev.postern.testing.peers.Testssl;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Ports;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.ServerScript.StartTls;
import dev.postern.testing.smtp.TlsOffer;
import dev.postern.tls.CertificateAuthority;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.Name;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The peers of all other scenarios do what they say: tried on each other, without a gateway. */
class PeersIT {
    private static final CertificateAuthority CA = CertificateAuthority.create("Root of the peers");
    private static final TlsOffer SERVER = TlsOffer.with(CA.issue("mx.contoso.test"));

    @Test
    void aLetterTravelsByteForByteThroughDotStuffing() throws IOException {
        var letter = Letter.from("alice@contoso.test");
        try (var server = ScriptedSmtpServer.start(ServerScript.noStartTls());
                var client = ScriptedSmtpClient.greeted("127.0.0.7", server.port())) {
            assertThat(client.mail("alice@contoso.test", "bob@example.test", letter)
                            .code())
                    .isEqualTo(250);

            var received = server.await(letter);
            assertThat(received.content()).isEqualTo(letter.content());
            assertThat(received.sender()).isEqualTo("alice@contoso.test");
            assertThat(received.tls()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"})
    void bothSidesSpeakEveryVersion(String version) throws IOException {
        var letter = Letter.from("alice@contoso.test");
        try (var server = ScriptedSmtpServer.start(ServerScript.tls(SERVER.only(version)));
                var client = ScriptedSmtpClient.secured(
                        "127.0.0.1", server.port(), TlsOffer.plain().only(version))) {
            client.mail("alice@contoso.test", "bob@example.test", letter);

            assertThat(server.await(letter).tls().orElseThrow().getProtocol()).isEqualTo(version);
            assertThat(server.commandsInClear()).containsExactly("EHLO client.test", "STARTTLS");
        }
    }

    @Test
    void aServerSeesTheClientsCertificateWhoeverSignedIt() throws IOException {
        var mine = CertificateAuthority.selfSigned("mail.partner.test");
        var letter = Letter.from("alice@contoso.test");
        try (var server = ScriptedSmtpServer.start(ServerScript.tls(SERVER.needingPeerCertificate()));
                var client = ScriptedSmtpClient.secured("127.0.0.1", server.port(), TlsOffer.with(mine))) {
            client.mail("alice@contoso.test", "bob@example.test", letter);

            assertThat(server.await(letter).tls().orElseThrow().getPeerCertificates())
                    .containsExactly(mine.certificate());
        }
    }

    @Test
    void whatComesBehind220IsThereForAClientThatBelievesIt() throws IOException {
        var script = ServerScript.tls(SERVER).startTls(StartTls.PLAINTEXT_BEHIND_220);
        try (var server = ScriptedSmtpServer.start(script);
                var client = ScriptedSmtpClient.greeted("127.0.0.1", server.port())) {
            assertThat(client.command("STARTTLS").code()).isEqualTo(220);
            assertThat(client.reply().offers("FORGED")).isTrue();
            client.handshake(TlsOffer.plain());
            assertThat(client.command("EHLO again").offers("FORGED")).isFalse();
        }
    }

    @Test
    void aSilentServerClosesInTheEnd() throws IOException {
        var script = ServerScript.tls(SERVER).startTls(StartTls.ANSWERED_NOTHING);
        try (var server = ScriptedSmtpServer.start(script);
                var client = ScriptedSmtpClient.greeted("127.0.0.1", server.port())) {
            client.send("STARTTLS\r\n");
            assertThat(client.replyOrEnd()).isEmpty();
        }
    }

    @Test
    void dnsAnswersWhatTheZoneSays() throws Exception {
        var zone = new DnsZone()
                .mx("contoso.test", 10, "mx.contoso.test")
                .a("mx.contoso.test", "127.0.1.1")
                .cname("www.contoso.test", "mx.contoso.test")
                .nullMx("silent.test")
                .servfail("broken.test");
        for (int i = 0; i < 8; i++) {
            zone.txt("long.test", i + "x".repeat(240));
        }
        try (var dns = DnsServer.start(zone)) {
            assertThat(lookup(dns, "contoso.test", Type.MX).getAnswers()).hasSize(1);
            assertThat(lookup(dns, "www.contoso.test", Type.A).getAnswers()[0].rdataToString())
                    .isEqualTo("127.0.1.1");
            assertThat(lookup(dns, "silent.test", Type.MX).getAnswers()[0].rdataToString())
                    .isEqualTo("0 .");
            assertThat(lookup(dns, "long.test", Type.TXT).getAnswers()).hasSize(8);
            assertThat(lookup(dns, "contoso.test", Type.AAAA).getResult()).isEqualTo(Lookup.TYPE_NOT_FOUND);
            assertThat(lookup(dns, "nowhere.test", Type.A).getResult()).isEqualTo(Lookup.HOST_NOT_FOUND);
            assertThat(lookup(dns, "broken.test", Type.A).getResult()).isEqualTo(Lookup.TRY_AGAIN);
            assertThat(dns.queries()).contains(new DnsServer.Query("long.test", "TXT", true));
        }
    }

    private static Lookup lookup(DnsServer dns, String name, int type) throws Exception {
        var resolver = new SimpleResolver("127.0.0.1");
        resolver.setPort(dns.port());
        resolver.setTimeout(Duration.ofSeconds(60));
        var lookup = new Lookup(Name.fromString(name, Name.root), type);
        lookup.setResolver(resolver);
        lookup.setCache(null);
        lookup.run();
        return lookup;
    }

    @Test
    void postfixThatEnforcesRefusesClearTextAndPassesTheRestOn() throws IOException {
        Postfix.assumeInstalled();
        var letter = Letter.from("alice@elsewhere.test");
        int port = Ports.free();
        var settings = new Postfix.Settings(
                "contoso.test",
                "127.0.0.1",
                CA.issue("mx.contoso.test"),
                "encrypt",
                Ports.free(),
                "encrypt",
                CA.own().chainPem());
        try (var postfix = Postfix.start(settings, port)) {
            try (var client = ScriptedSmtpClient.greeted("127.0.0.1", port)) {
                assertThat(client.mail("alice@elsewhere.test", "bob@contoso.test", letter)
                                .code())
                        .isEqualTo(530);
            }
            try (var client = ScriptedSmtpClient.secured("127.0.0.1", port, TlsOffer.plain())) {
                assertThat(client.mail("alice@elsewhere.test", "bob@contoso.test", letter)
                                .code())
                        .isEqualTo(250);
            }
            assertThat(postfix.mailbox().await(letter).body()).isEqualTo(letter.body());
        }
    }

    @Test
    void testsslFindsAWeakProtocol() throws IOException {
        Testssl.assumeInstalled();
        var folder = ConfFolder.fresh("testssl-of-a-weak-server").root();
        try (var server = ScriptedSmtpServer.start(ServerScript.tls(SERVER.only("TLSv1.1", "TLSv1.2")))) {
            var findings = Testssl.startTls(folder, server.port(), "--protocols");

            assertThat(findings)
                    .anyMatch(finding ->
                            finding.id().equals("TLS1_1") && finding.severity().equals("LOW"));
        }
    }

    @Test
    void theClientNoticesARefusedHandshake() throws IOException {
        try (var server = ScriptedSmtpServer.start(ServerScript.tls(SERVER.only("TLSv1.3")));
                var client = ScriptedSmtpClient.greeted("127.0.0.1", server.port())) {
            assertThatThrownBy(() -> client.startTls(TlsOffer.plain().only("TLSv1.2")))
                    .isInstanceOf(IOException.class);
            Await.until(
                    "the server notices too",
                    Await.PATIENCE,
                    () -> server.failedHandshakes().size() == 1);
        }
    }
}
