package dev.postern.scenarios.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.ConfFolder;
import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import dev.postern.testing.process.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a newcomer meets: a gateway started without a certificate, and what it says. */
class StartIT {
    private static Site site;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws IOException {
        site = Site.named("start");
        Files.delete(site.folder.conf().resolve("tls/gateway.crt"));
        Files.delete(site.folder.conf().resolve("tls/gateway.key"));
        gateway = site.start("""
                partners:
                  - { name: contoso, domains: [contoso.test], outbound: { level: encrypt } }
                  - { name: watched, domains: [watched.test], outbound: { level: encrypt }, mode: monitor }
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        site.close();
    }

    @Test
    void itSaysWhatItListensOn() {
        assertThat(String.join("\n", gateway.lines()))
                .contains("127.0.0.1:" + site.smtp)
                .contains("127.0.0.1:" + site.implicitTls);
    }

    @Test
    void itHasMadeItselfACertificateWhoseKeyNobodyElseMayRead() throws Exception {
        Path key = site.folder.conf().resolve("tls/gateway.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        try (var client = site.outsideOverTls()) {
            var certificate = (X509Certificate) client.tls().orElseThrow().getPeerCertificates()[0];
            assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
            assertThat(certificate.getSubjectAlternativeNames()).contains(List.of(2, "gw.example.test"));
            certificate.verify(certificate.getPublicKey());
        }
    }

    @Test
    void itsHealthIsToldOnTheAdminPort() throws Exception {
        var response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site.admin + "/healthz"))
                                .timeout(Await.PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).startsWith("{");
    }

    @Test
    void aSecondGatewayOnTheSamePortsSaysSoAndEnds() {
        var second = ConfFolder.fresh("start-second");
        String yaml = site.gatewayYaml()
                .replace(":" + site.admin, ":" + Ports.free())
                .replace(":" + site.implicitTls, ":" + Ports.free());
        second.write("gateway.yaml", yaml).write("partners.yaml", "partners: []\n");

        var outcome = Command.run(second.root(), Await.PATIENCE, startCommand(second));

        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.out() + outcome.err())
                .contains("127.0.0.1:" + site.smtp)
                .containsIgnoringCase("in use");
        assertThat(outcome.err()).doesNotContain("\tat "); // a sentence, not a stack trace
    }

    @Test
    void helpExplains() {
        var outcome = Command.run(site.folder.root(), Await.PATIENCE, GatewayProcess.command(List.of(), "--help"));

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("Usage").contains("start");
    }

    @Test
    void helpOfStartNamesItsOptions() {
        var outcome =
                Command.run(site.folder.root(), Await.PATIENCE, GatewayProcess.command(List.of(), "start", "--help"));

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("--conf", "--data");
    }

    @Test
    void anUnknownOptionIsAnError() {
        var outcome =
                Command.run(site.folder.root(), Await.PATIENCE, GatewayProcess.command(List.of(), "start", "--nosuch"));

        assertThat(outcome.status()).isEqualTo(64);
        assertThat(outcome.err()).contains("--nosuch");
    }

    private static List<String> startCommand(ConfFolder folder) {
        return GatewayProcess.command(List.of(), GatewayProcess.startIn(folder));
    }
}
