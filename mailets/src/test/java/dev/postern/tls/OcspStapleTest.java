package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.Test;

/** A stapled response can take trust away, and never gives any. */
class OcspStapleTest {
    private final Instant now = Instant.now();
    private final RevokedStatus revoked = new RevokedStatus(Date.from(now.minus(Duration.ofDays(1))), 1);
    private final CertificateAuthority ca = CertificateAuthority.create("Contoso CA");
    private final IssuedCertificate server = ca.issue("mx.contoso.test");

    private TlsVerdict verdict(byte[] staple) {
        var policy = new TlsPolicy.Secure(
                TlsVersion.TLS_1_2,
                List.of(CertificateMatch.parse("mx.contoso.test").orElseThrow()),
                ca.trustAnchors());
        var session = new TlsSession.Encrypted(
                TlsVersion.TLS_1_3, "TLS_AES_128_GCM_SHA256", server.chain(), Optional.of(new OcspStaple(staple)));
        return new TlsPolicyEvaluator(Clock.systemUTC(), TrustAnchors.Role.SERVER).evaluate(policy, session);
    }

    private void refused(byte[] staple, String reason) {
        assertThat(verdict(staple)).isInstanceOfSatisfying(TlsVerdict.Violated.class, violated -> {
            assertThat(violated.failure()).isEqualTo(TlsFailure.CERTIFICATE_NOT_TRUSTED);
            assertThat(violated.reason()).contains(reason);
        });
    }

    private void trusted(byte[] staple) {
        assertThat(verdict(staple).isSatisfied()).isTrue();
    }

    @Test
    void aStapleThatSaysGoodChangesNothing() throws Exception {
        trusted(OcspResponses.by(ca.own(), ca, server.certificate(), CertificateStatus.GOOD, Duration.ofDays(3)));
    }

    @Test
    void aRevokedCertificateIsNotTrusted() throws Exception {
        refused(OcspResponses.by(ca.own(), ca, server.certificate(), revoked, Duration.ofDays(3)), "it was revoked on");
    }

    @Test
    void onceRevokedIsRevokedThoughTheResponseIsOutOfDate() throws Exception {
        refused(
                OcspResponses.by(ca.own(), ca, server.certificate(), revoked, Duration.ofDays(-1)),
                "it was revoked on");
    }

    @Test
    void aCertificateThatItsIssuerDoesNotKnowIsNotTrusted() throws Exception {
        refused(
                OcspResponses.by(ca.own(), ca, server.certificate(), new UnknownStatus(), Duration.ofDays(3)),
                "its issuer does not know it");
    }

    @Test
    void aResponderThatTheIssuerCertifiedForItMaySpeak() throws Exception {
        var responder = ca.issue(CertificateTemplate.of().goodFor(KeyPurposeId.id_kp_OCSPSigning));

        refused(
                OcspResponses.by(responder, ca, server.certificate(), revoked, Duration.ofDays(3)),
                "it was revoked on");
        trusted(OcspResponses.by(responder, ca, server.certificate(), CertificateStatus.GOOD, Duration.ofDays(3)));
    }

    @Test
    void anotherCertificateOfTheIssuerMayNotSpeak() throws Exception {
        refused(
                OcspResponses.by(
                        ca.issue("mx.mallory.test"),
                        ca,
                        server.certificate(),
                        CertificateStatus.GOOD,
                        Duration.ofDays(3)),
                "not signed by its issuer");
    }

    @Test
    void anotherCaMayNotSpeak() throws Exception {
        refused(
                OcspResponses.by(
                        CertificateAuthority.create("Contoso CA").own(),
                        ca,
                        server.certificate(),
                        CertificateStatus.GOOD,
                        Duration.ofDays(3)),
                "not signed by its issuer");
    }

    @Test
    void whatIsSaidAboutAnotherCertificateCountsAsNothing() throws Exception {
        trusted(OcspResponses.by(ca.own(), ca, ca.issue("x.test").certificate(), revoked, Duration.ofDays(3)));
    }

    @Test
    void aResponderThatCouldNotAnswerCountsAsNothing() throws Exception {
        trusted(new OCSPRespBuilder().build(OCSPRespBuilder.TRY_LATER, null).getEncoded());
    }

    @Test
    void whatCannotBeReadIsRefused() {
        refused(new byte[] {0x30, 0x03, 0x0a, 0x01, 0x00}, "of an unknown type");
        refused("no DER at all".getBytes(StandardCharsets.US_ASCII), "cannot be read");
    }
}
