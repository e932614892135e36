package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.tls.OcspResponses.Single;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stapled response can take trust away, and never gives any. */
class OcspStapleTest {
    private final Instant now = Instant.now();
    private final RevokedStatus revoked = new RevokedStatus(Date.from(now.minus(Duration.ofDays(2))), 1);
    private final CertificateAuthority ca = CertificateAuthority.create("Contoso CA");
    private IssuedCertificate server = ca.issue(CertificateTemplate.of("mx.contoso.test")
            .valid(now.minus(Duration.ofDays(30)), now.plus(Duration.ofDays(30))));

    private TlsVerdict verdict(byte[] staple) {
        return verdict(Optional.of(new OcspStaple(staple)), TrustAnchors.Role.SERVER);
    }

    private TlsVerdict verdict(Optional<OcspStaple> staple, TrustAnchors.Role peer) {
        var policy = new TlsPolicy.Secure(
                TlsVersion.TLS_1_2,
                List.of(CertificateMatch.parse("mx.contoso.test").orElseThrow()),
                ca.trustAnchors());
        var session = new TlsSession.Encrypted(TlsVersion.TLS_1_3, "TLS_AES_128_GCM_SHA256", server.chain(), staple);
        return new TlsPolicyEvaluator(Clock.systemUTC(), peer).evaluate(policy, session);
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

    /** The gateway asked for none itself, and the server's is of no use to it. */
    @Test
    void aNonceThatTheServerAskedForChangesNothing() throws Exception {
        refused(
                OcspResponses.withNonce(ca.own(), new Single(ca, server.certificate(), revoked, Duration.ofDays(3))),
                "it was revoked on");
        server = ca.issue(CertificateTemplate.of("mx.contoso.test").mustBeStapled());
        trusted(OcspResponses.withNonce(
                ca.own(), new Single(ca, server.certificate(), CertificateStatus.GOOD, Duration.ofDays(3))));
    }

    /** RFC 6960 §4.2.2.1: without nextUpdate there is newer information at any time. An old "good" may be from before a theft of the key. */
    @Test
    void anOldGoodWithoutNextUpdateIsNone() throws Exception {
        server = ca.issue(CertificateTemplate.of("mx.contoso.test").mustBeStapled());

        trusted(withoutEnd(CertificateStatus.GOOD, Duration.ofHours(12)));
        refused(withoutEnd(CertificateStatus.GOOD, Duration.ofDays(2)), "RFC 7633");
        refused(withoutEnd(new UnknownStatus(), Duration.ofDays(2)), "its issuer does not know it");
        refused(withoutEnd(revoked, Duration.ofDays(2)), "it was revoked on");
    }

    private byte[] withoutEnd(CertificateStatus status, Duration age) {
        return OcspResponses.about(ca.own(), Single.withoutEnd(ca, server.certificate(), status, age));
    }

    /** A forged "good" would hide what the issuer says of a certificate that must be stapled. */
    @ParameterizedTest
    @ValueSource(strings = {"SHA1withECDSA", "SHA224withECDSA"})
    void aResponseThatIsSignedWithADisabledAlgorithmCountsAsNone(String signature) throws Exception {
        String before = Security.getProperty("jdk.certpath.disabledAlgorithms");
        Security.setProperty("jdk.certpath.disabledAlgorithms", before + ", SHA224");
        try {
            server = ca.issue(CertificateTemplate.of("mx.contoso.test").mustBeStapled());
            var good = new Single(ca, server.certificate(), CertificateStatus.GOOD, Duration.ofDays(3));

            trusted(OcspResponses.signedWith("SHA256withECDSA", ca.own(), good));
            refused(OcspResponses.signedWith(signature, ca.own(), good), "RFC 7633");
        } finally {
            Security.setProperty("jdk.certpath.disabledAlgorithms", before);
        }
    }

    @Test
    void aDelegateWhoseCertificateIsSignedWithAWeakAlgorithmSaysNothing() throws Exception {
        server = ca.issue(CertificateTemplate.of("mx.contoso.test").mustBeStapled());
        var good = new Single(ca, server.certificate(), CertificateStatus.GOOD, Duration.ofDays(3));
        var delegate = CertificateTemplate.of().goodFor(KeyPurposeId.id_kp_OCSPSigning);

        trusted(OcspResponses.about(ca.issue(delegate), good));
        refused(OcspResponses.about(ca.issue(delegate.signedWith("SHA1")), good), "RFC 7633");
    }

    @Test
    void ofSeveralResponsesTheOneAboutTheCertificateCounts() throws Exception {
        X509Certificate another = ca.issue("mx2.contoso.test").certificate();
        Duration days = Duration.ofDays(3);

        refused(
                OcspResponses.about(
                        ca.own(),
                        new Single(ca, another, CertificateStatus.GOOD, days),
                        new Single(ca, server.certificate(), revoked, days)),
                "it was revoked on");
        trusted(OcspResponses.about(
                ca.own(),
                new Single(ca, another, revoked, days),
                new Single(ca, server.certificate(), CertificateStatus.GOOD, days)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofSeveralResponsesAboutTheCertificateTheRevocationCounts(boolean revokedFirst) throws Exception {
        var good = new Single(ca, server.certificate(), CertificateStatus.GOOD, Duration.ofDays(3));
        var withdrawn = new Single(ca, server.certificate(), revoked, Duration.ofDays(3));

        refused(
                OcspResponses.about(ca.own(), revokedFirst ? withdrawn : good, revokedFirst ? good : withdrawn),
                "was revoked");
    }

    /** As a client may ask for it (RFC 6960 §4.3): not all CertIDs are hashed with SHA-1. */
    @Test
    void aCertificateIdCountsWhateverItIsHashedWith() throws Exception {
        var sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
        Duration days = Duration.ofDays(3);

        refused(
                OcspResponses.about(ca.own(), new Single(ca, server.certificate(), revoked, days, sha256)),
                "it was revoked on");
        server = ca.issue(CertificateTemplate.of("mx.contoso.test").mustBeStapled());
        trusted(OcspResponses.about(
                ca.own(), new Single(ca, server.certificate(), CertificateStatus.GOOD, days, sha256)));
    }

    /** Beside one of another certificate that went out of date long before. */
    @Test
    void aRevocationThatIsOutOfDateCountsWhateverStandsBesideIt() throws Exception {
        refused(
                OcspResponses.about(
                        ca.own(),
                        new Single(ca, ca.issue("x.test").certificate(), CertificateStatus.GOOD, Duration.ofDays(-6)),
                        new Single(ca, server.certificate(), revoked, Duration.ofDays(-1))),
                "it was revoked on");
    }

    /** What a server staples for want of a better response proves no more than nothing. */
    private Stream<byte[]> worthless() throws Exception {
        var other = CertificateAuthority.create("Contoso CA").own();
        var mallory = ca.issue("mx.mallory.test");
        var former = ca.issue(CertificateTemplate.of()
                .goodFor(KeyPurposeId.id_kp_OCSPSigning)
                .valid(now.minus(Duration.ofDays(30)), now.minus(Duration.ofHours(1))));
        var foreign = CertificateAuthority.create("Contoso CA")
                .issue(CertificateTemplate.of().goodFor(KeyPurposeId.id_kp_OCSPSigning));
        X509Certificate own = server.certificate();
        return Stream.of(
                OcspResponses.by(ca.own(), ca, own, CertificateStatus.GOOD, Duration.ofDays(-1)),
                OcspResponses.by(ca.own(), ca, own, new UnknownStatus(), Duration.ofDays(-1)),
                OcspResponses.by(mallory, ca, own, CertificateStatus.GOOD, Duration.ofDays(3)),
                OcspResponses.by(mallory, ca, own, revoked, Duration.ofDays(3)),
                OcspResponses.by(other, ca, own, CertificateStatus.GOOD, Duration.ofDays(3)),
                OcspResponses.by(other, ca, own, revoked, Duration.ofDays(3)),
                OcspResponses.by(former, ca, own, CertificateStatus.GOOD, Duration.ofDays(3)),
                OcspResponses.by(former, ca, own, revoked, Duration.ofDays(3)),
                OcspResponses.by(foreign, ca, own, CertificateStatus.GOOD, Duration.ofDays(3)),
                OcspResponses.by(foreign, ca, own, revoked, Duration.ofDays(3)),
                OcspResponses.by(ca.own(), ca, ca.issue("x.test").certificate(), revoked, Duration.ofDays(3)),
                new OCSPRespBuilder().build(OCSPRespBuilder.TRY_LATER, null).getEncoded(),
                new byte[] {0x30, 0x03, 0x0a, 0x01, 0x00},
                "no DER at all".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aStaleAForeignAndAMalformedResponseCountAsNone() throws Exception {
        worthless().forEach(this::trusted);
    }

    @Test
    void aHoldThatIsOutOfDateMayHaveEnded() throws Exception {
        var held = new RevokedStatus(Date.from(now.minus(Duration.ofDays(2))), CRLReason.certificateHold);

        trusted(OcspResponses.by(ca.own(), ca, server.certificate(), held, Duration.ofDays(-1)));
        refused(OcspResponses.by(ca.own(), ca, server.certificate(), held, Duration.ofDays(3)), "it was revoked on");
    }

    @Test
    void aCertificateThatDemandsAStapleIsNotTrustedWithoutAGoodOne() throws Exception {
        server = ca.issue(CertificateTemplate.of("mx.contoso.test").mustBeStapled());

        assertThat(verdict(Optional.empty(), TrustAnchors.Role.SERVER))
                .isInstanceOfSatisfying(
                        TlsVerdict.Violated.class,
                        violated -> assertThat(violated.reason()).contains("RFC 7633", "there is no staple"));
        assertThat(verdict(Optional.empty(), TrustAnchors.Role.CLIENT).isSatisfied())
                .isTrue();
        worthless().forEach(staple -> refused(staple, "RFC 7633"));
        trusted(OcspResponses.by(ca.own(), ca, server.certificate(), CertificateStatus.GOOD, Duration.ofDays(3)));
    }
}
