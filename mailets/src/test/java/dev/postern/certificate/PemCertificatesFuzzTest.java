package dev.postern.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.OcspStaple;
import dev.postern.tls.PeerNames;
import dev.postern.tls.TrustAnchors;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** A PEM file is read or refused, and whatever certificate it holds can be judged: names are DNS names, nothing throws. */
class PemCertificatesFuzzTest {
    private static final CertificateAuthority CA = CertificateAuthority.create("Contoso CA");

    @FuzzTest(maxDuration = "1m")
    void whatIsReadProvesOnlyNames(byte[] pem) {
        List<X509Certificate> certificates;
        try {
            certificates = PemCertificates.parse(pem);
        } catch (CertificateException e) {
            return;
        }
        for (X509Certificate certificate : certificates) {
            assertThat(PeerNames.of(certificate))
                    .allSatisfy(name -> assertThat(name).matches("[A-Za-z0-9_.*-]{1,255}"));
            CertificateFingerprint.ofCertificate(certificate);
            CertificateFingerprint.ofPublicKey(certificate);
            OcspStaple.isDemandedBy(certificate);
            for (TrustAnchors.Role role : TrustAnchors.Role.values()) {
                assertThat(CA.trustAnchors().distrust(List.of(certificate), role, Instant.now()))
                        .isPresent();
            }
        }
    }
}
