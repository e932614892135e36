package dev.postern.demo;

import dev.postern.tls.CertificateFiles;
import dev.postern.tls.HeldCertificate;
import dev.postern.tls.SelfSignedCertificate;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.commons.io.file.PathUtils;

/**
 * What stands around the demo's gateway: our own mail server, three partners, a server of nobody's, a name server, and a
 * directory with certificates and the two configuration files.
 *
 * @param keep whether the directory outlives the demo
 * @param port where the gateway is to listen
 * @param client TLS of a client that knows the demo's CA
 */
record DemoSite(
        Path directory,
        boolean keep,
        int port,
        SSLContext client,
        DemoServer inner,
        DemoServer good,
        DemoServer clear,
        DemoServer wrong,
        DemoServer nobody,
        DemoDns dns)
        implements Closeable {
    static final String GATEWAY = "gw.home.test";
    /** Whose certificate the server with the wrong one has. */
    static final String SOMEBODY_ELSE = "mx.elsewhere.test";

    /** Starts the servers and writes the files into a new directory. */
    static DemoSite open(boolean keep) throws IOException, GeneralSecurityException {
        var certificates = new DemoCertificates();
        var inner = server("mail.home.test", certificates.issue("mail.home.test"));
        var good = server("mx.good.test", certificates.issue("mx.good.test"));
        var clear = DemoServer.start("mx.clear.test", Optional.empty());
        var wrong = server("mx.wrong.test", certificates.issue(SOMEBODY_ELSE));
        var nobody = DemoServer.start("mx.nobody.test", Optional.empty());
        var dns = DemoDns.start(List.of(inner.name(), good.name(), clear.name(), wrong.name(), nobody.name()));
        var site = new DemoSite(
                Files.createTempDirectory("postern-demo-"),
                keep,
                freePort(),
                certificates.client(),
                inner,
                good,
                clear,
                wrong,
                nobody,
                dns);
        site.write(certificates);
        return site;
    }

    private static DemoServer server(String name, HeldCertificate certificate)
            throws IOException, GeneralSecurityException {
        return DemoServer.start(name, Optional.of(DemoCertificates.server(certificate)));
    }

    Path conf() {
        return directory.resolve("conf");
    }

    Path data() {
        return directory.resolve("data");
    }

    Path log() {
        return directory.resolve("gateway.log");
    }

    Path trustStore() {
        return directory.resolve("roots.p12");
    }

    private void write(DemoCertificates certificates) throws IOException, GeneralSecurityException {
        Files.createDirectory(conf());
        Files.createDirectory(data());
        certificates.writeTrustStore(trustStore());
        SelfSignedCertificate.write(
                certificates.issue(GATEWAY),
                new CertificateFiles(conf().resolve("gateway.crt"), conf().resolve("gateway.key")));
        Files.writeString(conf().resolve("gateway.yaml"), gatewayYaml());
        Files.writeString(conf().resolve("partners.yaml"), partnersYaml());
    }

    private String gatewayYaml() throws IOException {
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
                dns:
                  servers: ["127.0.0.1:%d"]
                admin:
                  bind: 127.0.0.1:%d
                """.formatted(GATEWAY, port, inner.name(), inner.port(), nobody.port(), dns.port(), freePort());
    }

    private String partnersYaml() {
        return """
                partners:
                """ + partner("good", good) + partner("clear", clear) + partner("wrong", wrong);
    }

    private static String partner(String name, DemoServer server) {
        return """
                  - name: %s
                    domains: [%s.test]
                    outbound: { level: secure, match: [%s], nextHop: "%s:%d" }
                """.formatted(name, name, server.name(), server.name(), server.port());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Stops the servers and removes the directory, unless it is to be kept. */
    @Override
    public void close() throws IOException {
        for (var server : List.of(inner, good, clear, wrong, nobody)) {
            server.close();
        }
        dns.close();
        if (!keep) {
            PathUtils.deleteDirectory(directory);
        }
    }
}
