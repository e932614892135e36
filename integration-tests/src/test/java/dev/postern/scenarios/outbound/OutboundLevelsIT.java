package dev.postern.scenarios.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.IssuedCertificate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The levels of outbound rules through MX hosts, whose names whoever answers for the DNS can choose. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboundLevelsIT {
    private final Site site = Site.named("levels");
    private final CertificateAuthority ownCa = CertificateAuthority.create("CA of a partner");
    private final IssuedCertificate selfSigned = CertificateAuthority.selfSigned("whatever.test");
    private final List<ScriptedSmtpServer> servers = new ArrayList<>();

    private ScriptedSmtpServer pinned;
    private ScriptedSmtpServer replaced;
    private ScriptedSmtpServer privately;
    private ScriptedSmtpServer redirected;
    private ScriptedSmtpServer demanding;
    private GatewayProcess gateway;

    @BeforeAll
    void start() {
        pinned = mx("pinned", "mx.pinned.test", "127.0.2.1", TlsOffer.with(selfSigned));
        replaced = mx(
                "replaced", "mx.replaced.test", "127.0.2.2", TlsOffer.with(CertificateAuthority.selfSigned("x.test")));
        privately =
                mx("privately", "mx.privately.test", "127.0.2.3", TlsOffer.with(ownCa.issue("mail.privately.test")));
        redirected = mx("redirected", "mx.mallory.test", "127.0.2.4", TlsOffer.with(site.ca.issue("mx.mallory.test")));
        demanding = mx(
                "demanding",
                "mx.demanding.test",
                "127.0.2.5",
                TlsOffer.with(site.ca.issue("mx.demanding.test")).needingPeerCertificate());
        var ours = CertificateAuthority.create("Our CA").issue("gw.example.test");
        String key =
                CertificateFingerprint.ofPublicKey(selfSigned.certificate()).toString();
        site.folder
                .write("tls/own-ca.pem", ownCa.own().chainPem())
                .write("tls/us.crt", ours.chainPem())
                .write("tls/us.key", ours.keyPem());
        gateway = site.start("""
                partners:
                  - { name: pinned, domains: [pinned.test], outbound: { level: fingerprint, fingerprints: ["%s"] } }
                  - { name: replaced, domains: [replaced.test], outbound: { level: fingerprint, fingerprints: ["%s"] } }
                  - name: privately
                    domains: [privately.test]
                    outbound: { level: secure, trustAnchors: tls/own-ca.pem, match: ["*.privately.test"] }
                  - { name: redirected, domains: [redirected.test, "*.redirected.test"] }
                  - name: demanding
                    domains: [demanding.test]
                    outbound:
                      match: [mx.demanding.test]
                      clientCertificate: { certificate: tls/us.crt, privateKey: tls/us.key }
                """.formatted(key, key));
    }

    private ScriptedSmtpServer mx(String partner, String name, String address, TlsOffer offer) {
        site.zone.mx(partner + ".test", 10, name).a(name, address);
        var server = ScriptedSmtpServer.start(address, site.mx, ServerScript.tls(offer));
        servers.add(server);
        return server;
    }

    @AfterAll
    void stop() throws IOException {
        for (ScriptedSmtpServer server : servers) {
            server.close();
        }
        site.close();
    }

    private Letter send(String recipient) throws IOException {
        var letter = Letter.from("boss@example.test");
        try (var client = site.insider()) {
            assertThat(client.mail("boss@example.test", List.of(recipient), letter)
                            .code())
                    .isEqualTo(250);
        }
        return letter;
    }

    private void isHeld(String partner, ScriptedSmtpServer server, String token) throws IOException {
        send("bob@" + partner + ".test");
        gateway.awaitLine("outbound", "partner=" + partner + " ", "verdict=deferred", "token=" + token);
        assertThat(server.commands())
                .isNotEmpty()
                .noneMatch(command -> command.line().startsWith("MAIL"));
        assertThat(server.received()).isEmpty();
    }

    @Test
    void anAgreedKeyIsEnoughWithoutNameChainOrCa() throws IOException {
        assertThat(pinned.await(send("bob@pinned.test")).tls()).isPresent();
    }

    @Test
    void anotherKeyThanTheAgreedOneIsNot() throws IOException {
        isHeld("replaced", replaced, "certificate-not-trusted");
    }

    @Test
    void thePartnersOwnCaIsTrustedForTheAgreedNames() throws IOException {
        assertThat(privately.await(send("bob@privately.test")).tls()).isPresent();
    }

    @Test
    void theMxIsRedirectedByDnsToAHostWithAValidCertificateOfItsOwn() throws IOException {
        isHeld("redirected", redirected, "certificate-host-mismatch");
    }

    @Test
    void ourCertificateIsPresentedToWhoeverItIsAgreedWith() throws IOException {
        assertThat(demanding
                        .await(send("bob@demanding.test"))
                        .tls()
                        .orElseThrow()
                        .getPeerCertificates())
                .isNotEmpty();
    }
}
