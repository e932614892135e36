package dev.postern.testing.gateway;

import dev.postern.testing.dns.DnsServer;
import dev.postern.testing.dns.DnsZone;
import dev.postern.testing.process.Ports;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.IssuedCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;

/**
 * Our own organisation, {@code example.test}: a DNS server, the internal mail server, a CA that the gateway trusts as it
 * trusts the public ones, and the gateway with its configuration. Scenarios add the partners.
 */
public final class Site implements AutoCloseable {
    /** An address inside: may send anywhere through the gateway. */
    public static final String INSIDE = "127.0.0.2";
    /** An address outside. */
    public static final String OUTSIDE = "127.0.0.1";

    private static final char[] PASSWORD = "changeit".toCharArray();

    public final ConfFolder folder;
    public final CertificateAuthority ca = CertificateAuthority.create("Root of everybody");
    public final DnsZone zone = new DnsZone();
    public final DnsServer dns = DnsServer.start(zone);
    public final ScriptedSmtpServer inside;
    public final int smtp = Ports.free();
    public final int implicitTls = Ports.free();
    public final int admin = Ports.free();
    /** The port of every MX host. */
    public final int mx = Ports.free();

    private Optional<GatewayProcess> gateway = Optional.empty();

    private Site(ConfFolder folder) {
        this.folder = folder;
        inside = ScriptedSmtpServer.start(ServerScript.tls(TlsOffer.with(ca.issue("mail.example.test"))));
        zone.a("mail.example.test", "127.0.0.1").a("gw.example.test", "127.0.0.1");
    }

    /** A fresh one, with everything but its gateway running. */
    public static Site named(String name) {
        var site = new Site(ConfFolder.fresh(name));
        site.folder.write("gateway.yaml", site.gatewayYaml());
        site.present(site.ca.issue("gw.example.test"));
        return site;
    }

    /** Puts that certificate where the gateway finds its own. */
    public void present(IssuedCertificate certificate) {
        folder.write("tls/gateway.key", certificate.keyPem()).write("tls/gateway.crt", certificate.chainPem());
    }

    public String gatewayYaml() {
        return """
                hostname: gw.example.test
                postmaster: postmaster@example.test
                smtp:
                  bind: 127.0.0.1:%d
                  implicitTlsBind: 127.0.0.1:%d
                  maxMessageSize: 1MiB
                  maxConnections: 100
                  maxConnectionsPerAddress: 20
                tls:
                  certificate: tls/gateway.crt
                  privateKey: tls/gateway.key
                domains:
                  - domain: example.test
                    nextHop: mail.example.test:%d
                    outbound: { level: encrypt }
                relay:
                  networks: [127.0.0.2/32]
                delivery:
                  port: %d
                  privateNetworks: [127.0.0.0/8]
                  retries: [2s]
                  warnAfter: 1h
                  giveUpAfter: 2h
                dns:
                  servers: ["127.0.0.1:%d"]
                probe:
                  every: off # so that servers hear from the deliveries of a scenario only
                admin:
                  bind: 127.0.0.1:%d
                """.formatted(smtp, implicitTls, inside.port(), mx, dns.port(), admin);
    }

    /** Starts the gateway with these partners and waits until it accepts mail. */
    public GatewayProcess start(String partnersYaml) {
        folder.write("partners.yaml", partnersYaml);
        GatewayProcess started = GatewayProcess.start(folder, jvmOptions());
        gateway = Optional.of(started);
        return started;
    }

    /** Makes {@link #ca} the gateway's only public CA. */
    public List<String> jvmOptions() {
        Path file = folder.root().resolve("roots.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            var roots = KeyStore.getInstance("PKCS12");
            roots.load(null, PASSWORD);
            roots.setCertificateEntry("root", ca.certificate());
            roots.store(out, PASSWORD);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the trust store cannot be written", e);
        }
        return List.of(
                "-Djavax.net.ssl.trustStore=" + file,
                "-Djavax.net.ssl.trustStorePassword=" + new String(PASSWORD),
                "-Xmx512m", // as bin/postern has it
                "-XX:TieredStopAtLevel=1"); // a short life: starts faster
    }

    /** A client outside that has said EHLO in clear text. */
    public ScriptedSmtpClient outside() throws IOException {
        return ScriptedSmtpClient.greeted(OUTSIDE, smtp);
    }

    /** A client outside that has shaken hands, without a certificate, and said EHLO again. */
    public ScriptedSmtpClient outsideOverTls() throws IOException {
        return ScriptedSmtpClient.secured(OUTSIDE, smtp, TlsOffer.plain());
    }

    /** One of our own servers, that has said EHLO. */
    public ScriptedSmtpClient insider() throws IOException {
        return ScriptedSmtpClient.greeted(INSIDE, smtp);
    }

    /** Ends everything that is here, its gateway first. */
    @Override
    public void close() throws IOException {
        gateway.ifPresent(GatewayProcess::close);
        inside.close();
        dns.close();
    }
}
