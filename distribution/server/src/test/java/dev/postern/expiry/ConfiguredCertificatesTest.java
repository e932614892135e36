package dev.postern.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.certificate.HeldCertificate;
import dev.postern.gateway.Configuration;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.IssuedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every certificate that a file names is watched, and no other. */
class ConfiguredCertificatesTest {
    private final CertificateAuthority ca = CertificateAuthority.create("Own CA");
    private final CertificateAuthority intermediate = ca.intermediate("Intermediate");
    private final IssuedCertificate own = intermediate.issue("gw.example.org");

    @TempDir
    private Path conf = Path.of("");

    private Configuration load(String gateway, String partners) throws IOException {
        Files.writeString(conf.resolve("ca.pem"), ca.own().chainPem());
        own.writeTo(conf.resolve("client.crt"), conf.resolve("client.key"));
        Files.writeString(conf.resolve("gateway.yaml"), "hostname: gw.example.org\n" + gateway);
        Files.writeString(conf.resolve("partners.yaml"), partners);
        return Configuration.load(conf);
    }

    private String[] uses(Configuration configuration) {
        return new ConfiguredCertificates(
                        configuration.gateway(),
                        () -> new HeldCertificate(own.chain(), own.key()),
                        configuration.domains(),
                        configuration.partners())
                .get().stream().map(CertificateInUse::use).distinct().toArray(String[]::new);
    }

    @Test
    void eachKeyThatNamesOne() throws IOException {
        var configuration = load("""
            domains: [{ domain: example.org, nextHop: "mail.example.org:25", outbound: { level: secure, trustAnchors: ca.pem } }]
            relay: { clientCertificate: { names: [mail.example.org], trustAnchors: ca.pem } }
            queue: { brokers: ["tls://mq1.example.org:61616"], user: postern, password: "x", trustAnchors: ca.pem }
            """, """
            partners:
              - name: contoso
                domains: [contoso.test]
                outbound:
                  trustAnchors: ca.pem
                  match: ["*.contoso.test"]
                  clientCertificate: { certificate: client.crt, privateKey: client.key }
                inbound: { clientCertificate: { names: [mail.contoso.test], trustAnchors: ca.pem } }
            """);

        assertThat(uses(configuration))
                .containsExactlyInAnyOrder(
                        "certificate of the gateway",
                        "trust anchor of relay.clientCertificate",
                        "trust anchor for own domain example.org",
                        "trust anchor of queue.brokers",
                        "client certificate for partner contoso",
                        "trust anchor for partner contoso",
                        "trust anchor for clients of partner contoso");
    }

    @Test
    void noneOfJavasOwnRootsAndTheWholeChain() throws IOException {
        var configuration = load(
                "domains: [{ domain: example.org, nextHop: \"mail.example.org:25\" }]\n",
                "partners: [{ name: contoso, domains: [contoso.test], outbound: { match: [\"*.contoso.test\"] } }]\n");

        assertThat(new ConfiguredCertificates(
                                configuration.gateway(),
                                () -> new HeldCertificate(own.chain(), own.key()),
                                configuration.domains(),
                                configuration.partners())
                        .get())
                .extracting(CertificateInUse::certificate)
                .containsExactly(own.certificate(), intermediate.certificate());
    }
}
