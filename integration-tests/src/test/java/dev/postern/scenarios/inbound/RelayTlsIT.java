package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.TlsOffer;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.IssuedCertificate;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The hop from our own servers to the gateway is required to be encrypted, and to show a certificate. */
class RelayTlsIT {
    private static final String BOSS = "boss@example.test";

    private final CertificateAuthority ownCa = CertificateAuthority.create("Our own CA");
    private Site site;

    @BeforeEach
    void prepare() {
        site = Site.named("relay-tls");
        site.folder.write("tls/own-ca.pem", ownCa.own().chainPem());
    }

    @AfterEach
    void close() throws IOException {
        site.close();
    }

    private GatewayProcess start(String relay) {
        site.folder.write(
                "gateway.yaml",
                site.gatewayYaml().replace("networks: [127.0.0.2/32]", "networks: [127.0.0.2/32]" + relay));
        return site.start("partners: [{ name: contoso, domains: [contoso.test], mode: enforce }]\n");
    }

    private Reply mail(IssuedCertificate certificate, Letter letter) throws IOException {
        try (var client = ScriptedSmtpClient.secured(Site.INSIDE, site.smtp, TlsOffer.with(certificate))) {
            return client.mail(BOSS, "bob@example.test", letter);
        }
    }

    @Test
    void anOwnServerWithoutTheAgreedCertificateIsRejectedAtMail() throws IOException {
        var gateway = start("\n  requireTls: true"
                + "\n  clientCertificate: { names: [mail.example.test], trustAnchors: tls/own-ca.pem }");
        try (var clear = site.insider()) {
            assertThat(clear.command("MAIL FROM:<" + BOSS + ">").text()).startsWith("530 5.7.10 ");
            assertThat(clear.command("RCPT TO:<bob@example.test>").code()).isEqualTo(503);
        }
        try (var bare = ScriptedSmtpClient.secured(Site.INSIDE, site.smtp, TlsOffer.plain())) {
            assertThat(bare.command("MAIL FROM:<>").text()).startsWith("550 5.7.1 ");
        }
        assertThat(mail(ownCa.issue("mail.fabrikam.test"), Letter.from(BOSS)).text())
                .startsWith("550 5.7.1 ")
                .doesNotContain("mail.example.test");
        gateway.awaitLine("inbound", "own server: ", "verdict=rejected");

        var letter = Letter.from(BOSS);
        assertThat(mail(ownCa.issue("mail.example.test"), letter).code()).isEqualTo(250);
        site.inside.await(letter);
        try (var stranger = site.outside()) {
            assertThat(stranger.command("MAIL FROM:<carol@stranger.test>").code())
                    .isEqualTo(250);
        }
    }

    @Test
    void aHopInClearTextBeyondThisMachineIsToldAtTheStart() {
        site.folder.write(
                "gateway.yaml",
                site.gatewayYaml().replace("networks: [127.0.0.2/32]", "networks: [127.0.0.2/32, 192.0.2.10/32]"));

        site.start("partners: [{ name: contoso, domains: [contoso.test], mode: enforce }]\n")
                .awaitLine("WARN", "unencrypted", "192.0.2.10/32", "relay.requireTls");
    }
}
