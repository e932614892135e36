package dev.postern.partnersfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.partner.PartnersYaml;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.ClientPurpose;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSecurityLevel;
import dev.postern.tls.TrustAnchors;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboundBlockTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Contoso CA");
    private static final String FINGERPRINT = "\"sha256:" + "ab".repeat(32) + "\"";

    @TempDir
    private Path directory;

    @BeforeEach
    void certificateFiles() {
        var server = AUTHORITY.issue("mail.contoso.test");
        new PartnersYaml(directory)
                .write("ca.pem", AUTHORITY.own().chainPem())
                .write("server.pem", server.withoutIntermediates().chainPem())
                .write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
                .write("words.pem", "no certificate\n");
    }

    @Test
    void namesAskForAChainToTheirAnchors() {
        assertThat(policies("{ clientCertificate: { names: [mail.contoso.test], trustAnchors: ca.pem } }"))
                .singleElement()
                .isInstanceOfSatisfying(TlsPolicy.Secure.class, secure -> {
                    assertThat(secure.match()).hasToString("[mail.contoso.test]");
                    assertThat(secure.trustAnchors()).isEqualTo(new TrustAnchors(Set.of(AUTHORITY.certificate())));
                });
        assertThat(policies("{ clientCertificate: { names: [mail.contoso.test] } }"))
                .singleElement()
                .isInstanceOfSatisfying(
                        TlsPolicy.Secure.class,
                        secure -> assertThat(secure.trustAnchors()).isEqualTo(TrustAnchors.ofJvm()));
    }

    @Test
    void fingerprintsAndNamesAreAlternatives() {
        List<TlsPolicy> policies =
                policies("{ clientCertificate: { names: [\"*.contoso.test\"], fingerprints: [" + FINGERPRINT + "] } }");
        assertThat(policies)
                .extracting(TlsPolicy::level)
                .containsExactly(TlsSecurityLevel.FINGERPRINT, TlsSecurityLevel.SECURE);
        assertThat(policies("{ clientCertificate: { fingerprints: [" + FINGERPRINT + "] } }"))
                .singleElement()
                .isInstanceOfSatisfying(
                        TlsPolicy.Fingerprint.class,
                        fingerprint -> assertThat(fingerprint.fingerprints())
                                .containsExactly(new CertificateFingerprint("ab".repeat(32))));
    }

    @Test
    void clearTextIsAllowedOnlyByAPlainWord() {
        assertThat(policies("{ requireTls: false }")).containsExactly(new TlsPolicy.May());
        assertThat(inbound("{ requireTls: no }"))
                .containsExactly("requireTls: \"no\" is not a valid boolean. Write true or false.");
    }

    @Test
    void clearTextFitsNeitherCertificateNorVersion() {
        assertThat(inbound(
                        "{ requireTls: false, minVersion: TLSv1.3, clientCertificate: { names: [a.contoso.test] } }"))
                .containsExactly(
                        "clientCertificate: does not fit requireTls: false. Remove it, or write requireTls: true.",
                        "minVersion: does not fit requireTls: false. Remove it, or write requireTls: true.");
    }

    @Test
    void clearTextDoesNotUndoACertificateThatTheDefaultsAskFor() {
        assertThat(new PartnersYaml(directory).write("""
                defaults:
                  outbound: { level: encrypt }
                  inbound: { minVersion: TLSv1.3, clientCertificate: { names: [a.contoso.test] } }
                partners:
                - { name: contoso, domains: [contoso.test], inbound: { requireTls: false } }
                """).problems())
                .containsExactly("partners.yaml:5: partners[0].inbound.requireTls: requireTls: false does not fit the"
                        + " clientCertificate in defaults."
                        + " Write requireTls: true, or remove the clientCertificate from defaults.");
    }

    @Test
    void aCertificateOfWhichNothingIsAskedIsRefused() {
        assertThat(inbound("{ clientCertificate: { trustAnchors: ca.pem } }"))
                .containsExactly("clientCertificate.names: names and fingerprints are both missing."
                        + " Write a list with at least one certificate name, such as [mail.contoso.test].");
        assertThat(inbound("{ clientCertificate: { names: [] } }"))
                .containsExactly("clientCertificate.names: the list is empty."
                        + " Write a list with at least one certificate name, such as [mail.contoso.test].");
    }

    @Test
    void thePurposeOfANamedCertificateIsTlsUnlessClientIsWritten() {
        assertThat(policies("{ clientCertificate: { names: [mail.contoso.test] } }"))
                .extracting("purpose")
                .containsExactly(ClientPurpose.TLS);
        assertThat(policies("{ clientCertificate: { names: [mail.contoso.test], purpose: client } }"))
                .extracting("purpose")
                .containsExactly(ClientPurpose.CLIENT);
        assertThat(inbound("{ clientCertificate: { names: [mail.contoso.test], purpose: server } }"))
                .singleElement()
                .asString()
                .contains("\"server\" is not a valid client certificate purpose.");
        assertThat(inbound("{ clientCertificate: { fingerprints: [" + FINGERPRINT + "], purpose: client } }"))
                .containsExactly(
                        "clientCertificate.purpose: has no effect with fingerprints alone: the gateway checks only the digest."
                                + " Remove it, or add names.");
    }

    @Test
    void trustAnchorsDoNotFitFingerprintsAlone() {
        assertThat(inbound("{ clientCertificate: { fingerprints: [" + FINGERPRINT + "], trustAnchors: ca.pem } }"))
                .containsExactly(
                        "clientCertificate.trustAnchors: has no effect with fingerprints alone: the gateway does not check the chain."
                                + " Remove it, or add names.");
    }

    @Test
    void trustAnchorsAreCaCertificatesAndNothingElse() {
        assertThat(anchors("server.pem"))
                .singleElement()
                .asString()
                .startsWith(
                        "clientCertificate.trustAnchors: the file's line 1 has the certificate CN=mail.contoso.test")
                .contains("which is no CA's. Leave only CA certificates in it, each as openssl x509 writes it;");
        assertThat(anchors("words.pem")).singleElement().asString().contains("the file has no certificate.");
        assertThat(anchors("broken.pem"))
                .singleElement()
                .asString()
                .contains("the file's line 1 begins a certificate that cannot be read: ");
        assertThat(anchors("gone.pem")).singleElement().asString().contains("could not read the file \"gone.pem\".");
        assertThat(anchors(".")).singleElement().asString().contains("could not read the file \".\".");
    }

    @Test
    void listsThatWouldMeanNobodyAreRefused() {
        assertThat(inbound("{ sources: [], identity: [] }"))
                .containsExactly(
                        "identity: the list is empty."
                                + " Write a list with at least one sender identity, such as [envelope, header].",
                        "sources: the list is empty. Write a list with at least one network, such as [192.0.2.0/24].");
    }

    @Test
    void aNetworkWithBitsBeyondItsPrefixIsRefused() {
        assertThat(inbound("{ sources: [192.0.2.1/24, contoso.test, \"2001:db8::/129\"] }"))
                .hasSize(3)
                .allMatch(problem -> problem.contains(" is not a valid network. Write an address or network such as"));
    }

    private List<String> anchors(String file) {
        return inbound("{ clientCertificate: { names: [mail.contoso.test], trustAnchors: " + file + " } }");
    }

    private List<String> inbound(String block) {
        return new PartnersYaml(directory)
                .write(entry(block)).problems().stream()
                        .map(problem -> problem.replace("partners.yaml:2: partners[0].inbound.", ""))
                        .toList();
    }

    private List<TlsPolicy> policies(String block) {
        return new PartnersYaml(directory)
                .write(entry(block))
                .onlyPartner()
                .inbound()
                .tls();
    }

    private static String entry(String inbound) {
        return "partners:\n- { name: contoso, domains: [contoso.test], outbound: { level: encrypt }, inbound: "
                + inbound + " }\n";
    }
}
