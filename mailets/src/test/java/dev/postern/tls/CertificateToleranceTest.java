package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the JVM's parser rejects is parsed within our handshakes only, and proves nothing. */
class CertificateToleranceTest {

    private static X509Certificate parsed(OddCertificate odd) throws CertificateException {
        byte[] der = odd.make().certificate().getEncoded();
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    @ParameterizedTest
    @EnumSource(OddCertificate.class)
    void outsideOfAHandshakeTheJvmIsAsStrictAsEver(OddCertificate odd) throws IOException {
        CertificateTolerance.during(() -> {}); // installs it
        CertificateTolerance.tolerant(() -> {}).run();

        assertThatThrownBy(() -> parsed(odd)).isInstanceOf(CertificateException.class);
    }

    @ParameterizedTest
    @EnumSource(OddCertificate.class)
    void afterOneThatFailedTheJvmIsAsStrictAsEver(OddCertificate odd) {
        assertThatThrownBy(() -> CertificateTolerance.during(() -> {
                    throw new IOException("cut");
                }))
                .hasMessage("cut");
        assertThatThrownBy(() -> parsed(odd)).isInstanceOf(CertificateException.class);

        Runnable failing = CertificateTolerance.tolerant(() -> {
            throw new IllegalStateException("cut");
        });
        assertThatThrownBy(failing::run).hasMessage("cut");
        assertThatThrownBy(() -> parsed(odd)).isInstanceOf(CertificateException.class);
    }

    /** Its fingerprint is of all that was sent, so that nothing may stand behind it. */
    @ParameterizedTest
    @EnumSource(OddCertificate.class)
    void withDataBehindItItIsNone(OddCertificate odd) throws Exception {
        byte[] der = odd.make().certificate().getEncoded();
        byte[] longer = Arrays.copyOf(der, der.length + 2);

        assertThatThrownBy(() -> CertificateParser.parse(longer)).isInstanceOf(CertificateException.class);
    }

    @ParameterizedTest
    @EnumSource(OddCertificate.class)
    void withinOneItIsParsedAndProvesNothing(OddCertificate odd) throws IOException {
        CertificateTolerance.during(() -> {
            X509Certificate certificate;
            try {
                certificate = parsed(odd);
            } catch (CertificateException e) {
                throw new IOException(e);
            }
            assertThat(certificate).isInstanceOf(UnparsedCertificate.class);
            assertThat(PeerNames.of(certificate)).isEmpty();
            assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
            for (TrustAnchors.Role role : TrustAnchors.Role.values()) {
                assertThat(new TrustAnchors(Set.of(certificate)).distrust(List.of(certificate), role, Instant.now()))
                        .isPresent();
            }
        });
    }

    @ParameterizedTest
    @EnumSource(OddCertificate.class)
    void behindAGoodCertificateItLeadsNowhere(OddCertificate odd) {
        CertificateAuthority root = CertificateAuthority.create("Root");
        IssuedCertificate good = root.issue("mx.contoso.test");
        IssuedCertificate junk = odd.make();

        assertThat(root.trustAnchors()
                        .distrust(
                                List.of(good.certificate(), junk.certificate()),
                                TrustAnchors.Role.SERVER,
                                Instant.now()))
                .isEmpty();
        if (junk.certificate().getSubjectX500Principal().getName().isEmpty()) {
            return; // nobody can name it as issuer
        }
        IssuedCertificate below = CertificateAuthority.of(junk).issue("mx.contoso.test");
        assertThat(new TrustAnchors(Set.of(root.certificate(), junk.certificate()))
                        .distrust(
                                List.of(below.certificate(), junk.certificate()),
                                TrustAnchors.Role.SERVER,
                                Instant.now()))
                .isPresent();
    }
}
