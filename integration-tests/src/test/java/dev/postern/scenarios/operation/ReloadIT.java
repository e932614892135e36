package dev.postern.scenarios.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import dev.postern.tls.IssuedCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A change of partners or certificates is in force within seconds, and a bad one never is. */
class ReloadIT {
    private static final String BOSS = "boss@example.test";
    private static Site site;
    private static GatewayProcess gateway;
    private static ScriptedSmtpServer clear;
    private static ScriptedSmtpServer good;

    @BeforeAll
    static void start() {
        site = Site.named("reload");
        clear = ScriptedSmtpServer.start(ServerScript.noStartTls());
        good = ScriptedSmtpServer.start(ServerScript.tls(TlsOffer.with(site.ca.issue("mx.contoso.test"))));
        site.zone
                .a("mx.contoso.test", "127.0.0.1")
                .mx("late.test", 10, "mx.late.test")
                .a("mx.late.test", "127.0.1.20");
        gateway = site.start(contosoAt(clear.port()));
    }

    @AfterAll
    static void stop() throws IOException {
        clear.close();
        good.close();
        site.close();
    }

    @BeforeEach
    void contosoIsAPartner() {
        site.folder.write("partners.yaml", contosoAt(clear.port()));
    }

    private static String contosoAt(int port) {
        return """
                partners:
                  - name: contoso
                    domains: [contoso.test]
                    outbound: { level: encrypt, nextHop: "mx.contoso.test:%d" }
                """.formatted(port);
    }

    private static String and(String name) {
        return """
                  - name: %1$s
                    domains: [%1$s.test]
                    outbound: { level: encrypt }
                """.formatted(name);
    }

    @Test
    void aNewPartnerIsInForceWithinSeconds() throws IOException {
        assertThat(isPartner("fabrikam.test")).isFalse();

        site.folder.write("partners.yaml", contosoAt(clear.port()) + and("fabrikam"));

        awaitPartner("fabrikam.test");
        gateway.awaitLine("fabrikam", "added");
        assertThat(isPartner("contoso.test")).isTrue();
    }

    @Test
    void aBadChangeIsRefusedLoudlyAndTheLastGoodOneStays() throws IOException {
        site.folder.write(
                "partners.yaml", contosoAt(clear.port()) + and("northwind") + "    inbound: { requireTLS: true }\n");

        gateway.awaitLine("ERROR", "partners.yaml");
        gateway.awaitLine("requireTLS");
        assertThat(isPartner("contoso.test")).isTrue();
        assertThat(isPartner("northwind.test")).isFalse();

        // And the next good one is taken.
        site.folder.write("partners.yaml", contosoAt(clear.port()) + and("northwind"));
        awaitPartner("northwind.test");
    }

    @Test
    void mailThatWaitsFollowsTheNewRule() throws IOException {
        var letter = Letter.from(BOSS);
        send(letter, "bob@contoso.test");
        gateway.awaitLine("outbound", "partner=contoso ", "verdict=deferred", "starttls-not-supported");

        site.folder.write("partners.yaml", contosoAt(good.port()));

        assertThat(good.await(letter).tls()).isPresent();
        assertThat(clear.has(letter)).isFalse();
    }

    @Test
    void mailThatWaitsForAStrangerWhoBecomesAPartnerNoLongerMayGoInClearText() throws IOException {
        var letter = Letter.from(BOSS);
        send(letter, "bob@late.test"); // nobody listens there yet
        gateway.awaitLine("outbound", "verdict=deferred", "late.test");
        site.folder.write("partners.yaml", contosoAt(clear.port()) + and("late"));
        awaitPartner("late.test");

        try (var server = ScriptedSmtpServer.start("127.0.1.20", site.mx, ServerScript.noStartTls())) {
            gateway.awaitLine("outbound", "partner=late ", "verdict=deferred", "starttls-not-supported");
            assertThat(server.commands())
                    .isNotEmpty()
                    .noneMatch(command -> command.line().startsWith("MAIL"));
        }
    }

    @Test
    void aRenewedCertificateIsServedWithinSeconds() {
        var renewed = site.ca.issue("gw.example.test");
        assertThat(served()).isNotEqualTo(renewed.certificate());

        site.present(renewed);

        awaitServed(renewed);
    }

    @Test
    void aBrokenCertificateFileLeavesTheLastGoodOneInUse() throws IOException {
        var renewed = site.ca.issue("gw.example.test");
        site.present(renewed);
        awaitServed(renewed);

        site.folder.write("tls/gateway.crt", "-----BEGIN CERTIFICATE-----\nhalf a fi");

        gateway.awaitLine("ERROR", "gateway.crt");
        assertThat(served()).isEqualTo(renewed.certificate());
    }

    private static void awaitServed(IssuedCertificate certificate) {
        Await.until(
                "the renewed certificate is served", Await.PATIENCE, () -> served().equals(certificate.certificate()));
    }

    private static Certificate served() {
        try (var client = site.outsideOverTls()) {
            return client.tls().orElseThrow().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            throw new AssertionError("the gateway presented no certificate", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether mail of that domain in clear text is refused as a partner's. */
    private static boolean isPartner(String domain) throws IOException {
        try (var client = site.outside()) {
            return client.command("MAIL FROM:<alice@" + domain + ">").code() == 530;
        }
    }

    private static void awaitPartner(String domain) {
        Await.value(
                domain + " is a partner's",
                Await.PATIENCE,
                () -> {
                    try {
                        return isPartner(domain) ? Optional.of(true) : Optional.empty();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                gateway::tail);
    }

    private static void send(Letter letter, String recipient) throws IOException {
        try (var client = site.insider()) {
            assertThat(client.mail(BOSS, recipient, letter).code()).isEqualTo(250);
        }
    }
}
