package dev.postern.scenarios.scene;

import com.google.common.hash.Hashing;
import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.IssuedCertificate;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;

/** A gateway with one partner for each rule of how mail may arrive. */
public final class InboundScene implements AutoCloseable {
    /** The only address from which the partner {@code located} may send. */
    public static final String LOCATED = "127.0.0.7";

    public final Site site = Site.named("inbound");
    public final CertificateAuthority partnerCa = CertificateAuthority.create("CA of the partners");
    public final IssuedCertificate named = partnerCa.issue("mail.named.test");
    public final IssuedCertificate pinned = CertificateAuthority.selfSigned("mail.pinned.test");
    /** The mail server of {@code elsewhere.test}, which is nobody's here. */
    public final ScriptedSmtpServer elsewhere;

    public final GatewayProcess gateway;

    private InboundScene() {
        site.folder.write("tls/partner-ca.pem", partnerCa.own().chainPem());
        site.zone.mx("elsewhere.test", 10, "mx.elsewhere.test").a("mx.elsewhere.test", "127.0.1.9");
        elsewhere = ScriptedSmtpServer.start("127.0.1.9", site.mx, ServerScript.noStartTls());
        // All classes share it and come from one address, testssl among them.
        site.folder.write("gateway.yaml", site.gatewayYaml().replace("smtp:\n", """
                smtp:
                  rates: { connections: 0, tlsHandshakes: 0, messages: 0, recipients: 0 }
                """));
        gateway = site.start(partners());
    }

    static InboundScene set() {
        return new InboundScene();
    }

    private String partners() {
        return """
                defaults:
                  outbound: { level: encrypt }
                partners:
                  - name: contoso
                    domains: [contoso.test, "*.contoso.test"]
                  - name: branches
                    domains: ["*.branches.test"]
                  - name: buecher
                    domains: ["bücher.test"]
                  - name: modern
                    domains: [modern.test]
                    inbound: { minVersion: TLSv1.3 }
                  - name: named
                    domains: [named.test]
                    inbound:
                      clientCertificate: { names: [mail.named.test], trustAnchors: tls/partner-ca.pem }
                  - name: pinned
                    domains: [pinned.test]
                    inbound:
                      clientCertificate: { fingerprints: ["sha256:%s"] }
                  - name: located
                    domains: [located.test]
                    inbound: { sources: [%s/32] }
                  - name: watched
                    domains: [watched.test]
                    mode: monitor
                  - name: patient
                    domains: [patient.test]
                    inbound: { onViolation: defer, minVersion: TLSv1.3 }
                  - name: envelope-only
                    domains: [envelope.test]
                    inbound: { identity: [envelope] }
                  - name: header-only
                    domains: [header.test]
                    inbound: { identity: [header] }
                """.formatted(fingerprint(pinned), LOCATED);
    }

    private static String fingerprint(IssuedCertificate issued) {
        try {
            return Hashing.sha256().hashBytes(issued.certificate().getEncoded()).toString();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the partner {@code named} would present on the day after its certificate has expired. */
    public IssuedCertificate expired() {
        return partnerCa.issue(CertificateTemplate.of("mail.named.test").expired());
    }

    /** Sends a letter from outside in clear text and returns the last reply. */
    public Reply mailInClear(String sender, Letter letter) throws IOException {
        try (var client = site.outside()) {
            return client.mail(sender, "bob@example.test", letter);
        }
    }

    /** Sends a letter from outside over TLS with that offer and returns the last reply. */
    public Reply mailOverTls(String sender, Letter letter, TlsOffer offer) throws IOException {
        try (var client = ScriptedSmtpClient.secured(Site.OUTSIDE, site.smtp, offer)) {
            return client.mail(sender, "bob@example.test", letter);
        }
    }

    /** Whether the gateway still does its work: takes a letter of a stranger and hands it inward. */
    public void expectStillAtWork() throws IOException {
        var letter = Letter.from("carol@stranger.test");
        Reply reply = mailInClear("carol@stranger.test", letter);
        if (reply.code() != 250) {
            throw new AssertionError("the gateway takes no mail any more: " + reply + gateway.tail());
        }
        site.inside.await(letter);
    }

    @Override
    public void close() throws IOException {
        elsewhere.close();
        site.close();
    }
}
