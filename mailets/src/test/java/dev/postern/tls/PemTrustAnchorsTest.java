package dev.postern.tls;

import static dev.postern.tls.PemVariants.ONE;
import static dev.postern.tls.PemVariants.ROOT;
import static dev.postern.tls.PemVariants.hex;
import static dev.postern.tls.PemVariants.join;
import static dev.postern.tls.PemVariants.pem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.certificate.PemCertificates;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which certificates of a PEM file may be trust anchors. */
class PemTrustAnchorsTest {

    @Test
    void aPrivateRootOfVersionOneIsATrustAnchor() throws Exception {
        CertificateAuthority root = OddCertificate.versionOneRoot("Old root");
        List<X509Certificate> read = PemCertificates.parseTrustAnchors(
                root.own().chainPem().getBytes(StandardCharsets.US_ASCII), TrustAnchors.Role.SERVER);

        assertThat(read)
                .singleElement()
                .satisfies(anchor -> assertThat(anchor.getVersion()).isEqualTo(1));
        var anchors = new TrustAnchors(Set.copyOf(read));
        for (TrustAnchors.Role role : TrustAnchors.Role.values()) {
            assertThat(anchors.distrust(root.issue("mx.contoso.test").chain(), role, Instant.now()))
                    .isEmpty();
        }
    }

    @Test
    void oneOfVersionOneThatIsNoRootIsNoTrustAnchor() {
        assertNoAnchor(OddCertificate.versionOneBy(ROOT, "mx.contoso.test").chainPem(), "which is no CA's");
    }

    @Test
    void norIsOneThatSomebodyElseSignedInItsName() {
        assertNoAnchor(OddCertificate.versionOneBy(ROOT, "Wild root").chainPem(), "which is no CA's");
    }

    /** As {@code openssl x509 -req} makes it, and an administrator imports it with {@code keytool -importcert}. */
    @Test
    void oneOfVersionOneThatIsNoRootVouchesForNobodyInATrustStoreEither() {
        for (String subject : List.of("mx.contoso.test", "Wild root")) {
            IssuedCertificate server = OddCertificate.versionOneBy(ROOT, subject);
            List<X509Certificate> forged =
                    CertificateAuthority.of(server).issue("mx.contoso.test").chain();

            for (TrustAnchors.Role role : TrustAnchors.Role.values()) {
                assertThat(new TrustAnchors(Set.of(server.certificate())).distrust(forged, role, Instant.now()))
                        .as("%s, a %s", subject, role)
                        .isPresent();
            }
        }
    }

    @Test
    void anIntermediateOfVersionOneVouchesForNobody() {
        CertificateAuthority middle = CertificateAuthority.of(OddCertificate.versionOneBy(ROOT, "Old intermediate"));

        assertThat(ROOT.trustAnchors()
                        .distrust(middle.issue("mx.contoso.test").chain(), TrustAnchors.Role.SERVER, Instant.now()))
                .isPresent();
    }

    @Test
    void trustSettingsOfOpensslHoldForTrustAnchors() throws Exception {
        byte[] ca = ROOT.certificate().getEncoded();
        String servers = "300c300a06082b06010505070301"; // trusted for serverAuth
        String noServers = "300ca00a06082b06010505070301"; // rejected for it
        byte[] forServers = pem("TRUSTED CERTIFICATE", join(ca, hex(servers)));

        assertThat(PemCertificates.parseTrustAnchors(forServers, TrustAnchors.Role.SERVER))
                .hasSize(1);
        assertThatThrownBy(() -> PemCertificates.parseTrustAnchors(forServers, TrustAnchors.Role.CLIENT))
                .hasMessage(
                        "line 1 has the certificate CN=Wild root, whose trust settings exclude its use for a TLS client");
        assertThatThrownBy(() -> PemCertificates.parseTrustAnchors(
                        pem("TRUSTED CERTIFICATE", join(ca, hex(noServers))), TrustAnchors.Role.SERVER))
                .hasMessageContaining("whose trust settings exclude");
        assertThatThrownBy(() -> PemCertificates.parseTrustAnchors(
                        pem("TRUSTED CERTIFICATE", join(ca, hex("30023000"))), TrustAnchors.Role.SERVER))
                .as("trusted for nothing")
                .hasMessageContaining("whose trust settings exclude");
        assertThatThrownBy(() -> PemCertificates.parseTrustAnchors(
                        pem("TRUSTED CERTIFICATE", join(ca, "x")), TrustAnchors.Role.SERVER))
                .hasMessageContaining("trust settings cannot be read");
    }

    @Test
    void aTrustAnchorThatRfc5280ForbidsIsAnError() {
        assertNoAnchor(
                OddCertificate.EMPTY_ISSUER_AND_SUBJECT.make().chainPem(), "that RFC 5280 forbids: Empty issuer DN");
    }

    @Test
    void theSecondOfSeveralIsNamedByItsLine() {
        assertNoAnchor(
                ROOT.own().chainPem() + ONE,
                "line " + (ROOT.own().chainPem().lines().count() + 1));
    }

    private static void assertNoAnchor(String pem, String... words) {
        assertThatThrownBy(() -> PemCertificates.parseTrustAnchors(
                        pem.getBytes(StandardCharsets.US_ASCII), TrustAnchors.Role.SERVER))
                .isInstanceOf(CertificateException.class)
                .hasMessageStartingWith("line ")
                .hasMessageContainingAll(words);
    }
}
