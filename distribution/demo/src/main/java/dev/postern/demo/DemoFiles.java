package dev.postern.demo;

import dev.postern.certificate.CertificateFiles;
import dev.postern.certificate.SelfSignedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.apache.commons.io.file.PathUtils;

/** The demo's directory: the gateway's two configuration files, its certificate, its roots, its data and its log. */
record DemoFiles(Path directory) {

    static DemoFiles create() throws IOException {
        var files = new DemoFiles(Files.createTempDirectory("postern-demo-"));
        Files.createDirectory(files.conf());
        Files.createDirectories(files.data().resolve("tmp"));
        return files;
    }

    Path conf() {
        return directory.resolve("conf");
    }

    Path data() {
        return directory.resolve("data");
    }

    /** All that the gateway prints. */
    Path log() {
        return directory.resolve("gateway.log");
    }

    /** A PKCS#12 store of the one root that the gateway is to trust. */
    Path trustStore() {
        return directory.resolve("roots.p12");
    }

    /** Writes the configuration of a gateway for that site. */
    void write(DemoSite site, DemoCertificates certificates) throws IOException, GeneralSecurityException {
        certificates.writeTrustStore(trustStore());
        SelfSignedCertificate.write(
                certificates.issue(DemoSite.GATEWAY),
                new CertificateFiles(conf().resolve("gateway.crt"), conf().resolve("gateway.key")));
        Files.writeString(conf().resolve("gateway.yaml"), gatewayYaml(site));
        Files.writeString(
                conf().resolve("partners.yaml"),
                "partners:\n" + partner("good", site.good()) + partner("clear", site.clear())
                        + partner("wrong", site.wrong()));
    }

    private static String gatewayYaml(DemoSite site) throws IOException {
        return """
                hostname: %s
                smtp:
                  bind: 127.0.0.1:%d
                tls:
                  certificate: gateway.crt
                  privateKey: gateway.key
                domains:
                  - domain: home.test
                    nextHop: %s:%d
                    outbound: { level: encrypt }
                relay:
                  networks: [127.0.0.1/32]
                delivery:
                  default: { level: may }
                  port: %d
                  privateNetworks: [127.0.0.0/8]
                dns:
                  servers: ["127.0.0.1:%d"]
                probe:
                  every: off
                admin:
                  bind: 127.0.0.1:%d
                """.formatted(
                        DemoSite.GATEWAY,
                        site.port(),
                        site.inner().name(),
                        site.inner().port(),
                        site.nobody().port(),
                        site.dns().port(),
                        DemoSite.freePort());
    }

    /** All that {@code partners.yaml} says of one partner. */
    static String partner(String name, DemoServer server) {
        return """
                  - name: %s
                    domains: [%s.test]
                    outbound: { level: secure, match: [%s], nextHop: %s:%d }
                """.formatted(name, name, server.name(), server.name(), server.port())
                .indent(2);
    }

    /** Removes the directory and everything in it. */
    void delete() throws IOException {
        PathUtils.deleteDirectory(directory);
    }
}
