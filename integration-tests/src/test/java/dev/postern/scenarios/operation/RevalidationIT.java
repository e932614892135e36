package dev.postern.scenarios.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The packaged gateway probes its partners, and the postmaster hears of a certificate that changed. */
class RevalidationIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String SERVER = "127.0.1.21";

    @Test
    void thePostmasterIsToldOnceOfAnotherCertificate() throws IOException {
        try (var site = Site.named("revalidation")) {
            // Were the same told twice, it would come at once.
            site.folder.write(
                    "gateway.yaml",
                    site.gatewayYaml().replace("every: off", "every: 1h") + "mail: { noticePeriod: 1s }\n");
            site.present(site.ca.issue(lasting("gw.example.test")));
            site.zone.mx("contoso.test", 10, "mx.contoso.test").a("mx.contoso.test", SERVER);
            Path history = site.folder.data().resolve("probes/contoso.jsonl");
            try (var first = server(site, site.ca)) {
                site.start(partners("one"));
                Await.until("the new partner was probed", PATIENCE, () -> Files.exists(history));
                assertThat(first.commands()).noneMatch(command -> command.line().startsWith("MAIL"));
            }
            CertificateAuthority another = CertificateAuthority.create("Another root");
            try (var second = server(site, another)) {
                site.folder.write("partners.yaml", partners("two")); // a changed entry is probed soon

                var notice = site.inside.await("partner contoso: its rule keeps mail from being delivered");

                assertThat(notice.recipients()).containsExactly("postmaster@example.test");
                assertThat(notice.content())
                        .contains("certificate-not-trusted", "is deferred", "To do:")
                        .contains("Auto-Submitted: auto-generated");
                assertThat(second.commands())
                        .noneMatch(command -> command.line().startsWith("MAIL"));

                // Probed again, and with nothing new to tell.
                site.folder.write("partners.yaml", partners("three"));
                Await.until(
                        "it was probed a third time",
                        PATIENCE,
                        () -> history(site).size() == 3);
                assertThat(site.inside.received())
                        .filteredOn(message -> message.content().contains("partner contoso"))
                        .hasSize(1);
                assertThat(history(site)
                                .path(0)
                                .path("domains")
                                .path(0)
                                .path("status")
                                .asText())
                        .isEqualTo("holds");
                assertThat(history(site)
                                .path(2)
                                .path("domains")
                                .path(0)
                                .path("status")
                                .asText())
                        .isEqualTo("falls-short");
            }
        }
    }

    /** With a certificate of which no expiry is told: it is the key and the issuer that count here. */
    private static ScriptedSmtpServer server(Site site, CertificateAuthority authority) {
        return ScriptedSmtpServer.start(
                SERVER, site.mx, ServerScript.tls(TlsOffer.with(authority.issue(lasting("mx.contoso.test")))));
    }

    private static CertificateTemplate lasting(String name) {
        Instant now = Instant.now();
        return CertificateTemplate.of(name).valid(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(60)));
    }

    private static String partners(String description) {
        return """
                partners:
                  - { name: contoso, description: %s, domains: [contoso.test], outbound: { match: [mx.contoso.test] } }
                """.formatted(description);
    }

    /** What {@code postern probe --history} says. */
    private static JsonNode history(Site site) {
        var outcome = Command.run(
                site.folder.root(),
                PATIENCE,
                List.of(
                        GatewayProcess.distribution().resolve("bin/postern").toString(),
                        "probe",
                        "--history",
                        "--json",
                        "--data",
                        site.folder.data().toString(),
                        "contoso"),
                Map.of("JAVA_HOME", System.getProperty("java.home")));
        assertThat(outcome.status()).as(outcome.err()).isZero();
        try {
            return new JsonMapper().readTree(outcome.out());
        } catch (IOException e) {
            throw new IllegalStateException(outcome.out(), e);
        }
    }
}
