package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;

/** A peer's certificate is any DER that the JVM reads: the evaluator gives a verdict about it, and never trusts it. */
class CertificateFuzzTest {
    private static final TlsPolicy.Secure POLICY = new TlsPolicy.Secure(
            TlsVersion.TLS_1_2,
            List.of(CertificateMatch.parse("mx.contoso.test").orElseThrow()),
            CertificateAuthority.create("Contoso CA").trustAnchors());

    @FuzzTest(maxDuration = "1m")
    void anyDerIsJudgedWithoutAnException(byte[] der) throws CertificateException {
        X509Certificate certificate;
        try {
            certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            return; // JSSE ends the handshake
        }
        for (TrustAnchors.Role peer : TrustAnchors.Role.values()) {
            TlsVerdict verdict = new TlsPolicyEvaluator(Clock.systemUTC(), peer)
                    .evaluate(
                            POLICY,
                            new TlsSession.Encrypted(
                                    TlsVersion.TLS_1_3, "TLS_AES_128_GCM_SHA256", List.of(certificate)));

            assertThat(verdict.isSatisfied()).isFalse();
        }
    }
}
