package dev.postern.scenarios.installation;

import dev.postern.testing.gateway.Site;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateTemplate;
import java.io.IOException;

/** Partners for whatever mail server keeps their rules, and the servers that its mail goes to. */
final class PartnersScene implements AutoCloseable {
    final Site site;
    /** The server of the partner {@code good}: as agreed. */
    final ScriptedSmtpServer good;
    /** Of {@code stripped}: somebody took STARTTLS out of its answer. */
    final ScriptedSmtpServer stripped;
    /** Of {@code impostor}: its certificate is somebody else's. */
    final ScriptedSmtpServer impostor;
    /** Of {@code demanding}: a CA of its own, and mail only from who presents a certificate. */
    final ScriptedSmtpServer demanding;
    /** Of {@code stranger.test}, which is nobody's partner and has no TLS. */
    final ScriptedSmtpServer stranger;

    PartnersScene(String name) {
        site = Site.named(name);
        // JavaMail asks the system for addresses, which knows no name of ours: there the host that is meant is an
        // address.
        good = server(CertificateTemplate.of("mx.good.test", "127.0.0.1"));
        impostor = server(CertificateTemplate.of("mx.somebody.test"));
        stripped = ScriptedSmtpServer.start(ServerScript.noStartTls());
        var itsCa = CertificateAuthority.create("CA of demanding");
        demanding = ScriptedSmtpServer.start(
                ServerScript.tls(TlsOffer.with(itsCa.issue("mx.demanding.test")).needingPeerCertificate()));
        var us = site.ca.issue("gw.example.test");
        site.folder
                .write("tls/partners.pem", itsCa.own().chainPem())
                .write("tls/us.crt", us.chainPem())
                .write("tls/us.key", us.keyPem());
        site.zone.mx("stranger.test", 10, "mx.stranger.test").a("mx.stranger.test", "127.0.1.11");
        stranger = ScriptedSmtpServer.start("127.0.1.11", site.mx, ServerScript.noStartTls());
    }

    private ScriptedSmtpServer server(CertificateTemplate template) {
        return ScriptedSmtpServer.start(ServerScript.tls(TlsOffer.with(site.ca.issue(template))));
    }

    String partners() {
        return """
                partners:
                  - name: contoso
                    domains: [contoso.test, "*.contoso.test"]
                    outbound: { level: encrypt }
                  - name: buecher
                    domains: ["bücher.test", "ספרים.test"]
                    outbound: { level: encrypt }
                  - name: certified
                    domains: [certified.test]
                    outbound: { level: encrypt }
                    inbound:
                      clientCertificate: { fingerprints: ["sha256:%s"] }
                """.formatted("a1".repeat(32))
                + partner("good", good, "")
                + partner("stripped", stripped, "")
                + partner("impostor", impostor, "")
                + partner(
                        "demanding",
                        demanding,
                        ", trustAnchors: tls/partners.pem"
                                + ", clientCertificate: { certificate: tls/us.crt, privateKey: tls/us.key }");
    }

    private static String partner(String name, ScriptedSmtpServer server, String more) {
        return "  - name: %s%n    domains: [%s.test]%n".formatted(name, name)
                + "    outbound: { nextHop: \"127.0.0.1:%d\", match: [mx.%s.test], retries: [1s]%s }%n"
                        .formatted(server.port(), name, more);
    }

    @Override
    public void close() throws IOException {
        site.close();
        good.close();
        stripped.close();
        impostor.close();
        demanding.close();
        stranger.close();
    }
}
