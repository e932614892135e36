package dev.postern.tls;

import static dev.postern.tls.TlsFailure.CERTIFICATE_EXPIRED;
import static dev.postern.tls.TlsFailure.CERTIFICATE_HOST_MISMATCH;
import static dev.postern.tls.TlsFailure.CERTIFICATE_NOT_TRUSTED;
import static dev.postern.tls.TlsFailure.STARTTLS_NOT_SUPPORTED;
import static dev.postern.tls.TlsFailure.VALIDATION_FAILURE;
import static dev.postern.tls.TlsVerdict.Violation.CERTIFICATE_ABSENT;
import static dev.postern.tls.TlsVerdict.Violation.CERTIFICATE_NOT_AGREED;
import static dev.postern.tls.TlsVerdict.Violation.NOT_ENCRYPTED;
import static dev.postern.tls.TlsVerdict.Violation.VERSION_TOO_OLD;
import static dev.postern.tls.TlsVersion.TLS_1_2;
import static dev.postern.tls.TlsVersion.TLS_1_3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.postern.tls.TlsVerdict.Satisfied;
import dev.postern.tls.TlsVerdict.Violated;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TlsPolicyEvaluatorTest {
    private static final CertificateAuthority CA = CertificateAuthority.create("Contoso CA");
    private static final IssuedCertificate MX = CA.issue("mx.contoso.test");
    private static final TlsPolicy ENCRYPT = new TlsPolicy.Encrypt(TLS_1_2);
    private static final TlsPolicy SECURE = secure("mx.contoso.test");
    private static final TlsPolicy FINGERPRINT =
            new TlsPolicy.Fingerprint(TLS_1_2, Set.of(CertificateFingerprint.ofPublicKey(MX.certificate())));

    private final TlsPolicyEvaluator evaluator = new TlsPolicyEvaluator(Clock.systemUTC(), TrustAnchors.Role.SERVER);

    private static TlsPolicy secure(String name) {
        return new TlsPolicy.Secure(
                TLS_1_2, List.of(CertificateMatch.parse(name).orElseThrow()), CA.trustAnchors());
    }

    private static TlsSession session(TlsVersion version, IssuedCertificate peer) {
        return new TlsSession.Encrypted(version, "TLS_AES_256_GCM_SHA384", peer.chain());
    }

    private static TlsSession session(IssuedCertificate peer) {
        return session(TLS_1_3, peer);
    }

    private void assertViolated(
            TlsPolicy policy, TlsSession session, TlsFailure failure, TlsVerdict.Violation violation) {
        assertThat(evaluator.evaluate(policy, session)).isInstanceOfSatisfying(Violated.class, violated -> {
            assertThat(violated.failure()).isEqualTo(failure);
            assertThat(violated.violation()).isEqualTo(violation);
            assertThat(violated.level()).isEqualTo(policy.level());
            assertThat(violated.reason()).isNotBlank();
        });
    }

    static Stream<TlsPolicy> enforcing() {
        return Stream.of(ENCRYPT, FINGERPRINT, SECURE);
    }

    @Test
    void mayAsksNothing() {
        assertThat(evaluator
                        .evaluate(new TlsPolicy.May(), new TlsSession.Clear())
                        .isSatisfied())
                .isTrue();
        assertThat(evaluator.evaluate(new TlsPolicy.May(), session(MX)).isSatisfied())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("enforcing")
    void clearTextSatisfiesNoOtherLevel(TlsPolicy policy) {
        assertViolated(policy, new TlsSession.Clear(), STARTTLS_NOT_SUPPORTED, NOT_ENCRYPTED);
    }

    @ParameterizedTest
    @MethodSource("enforcing")
    void asAgreed(TlsPolicy policy) {
        assertThat(evaluator.evaluate(policy, session(MX))).isInstanceOf(Satisfied.class);
        assertThat(evaluator.evaluate(policy, session(TLS_1_2, MX))).isInstanceOf(Satisfied.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsVersion.class,
            names = {"SSL_3_0", "TLS_1_0", "TLS_1_1"})
    void anOlderVersionThanAgreed(TlsVersion version) {
        for (TlsPolicy policy : enforcing().toList()) {
            assertViolated(policy, session(version, MX), VALIDATION_FAILURE, VERSION_TOO_OLD);
        }
    }

    @Test
    void tls12WhereTls13IsAgreed() {
        assertViolated(new TlsPolicy.Encrypt(TLS_1_3), session(TLS_1_2, MX), VALIDATION_FAILURE, VERSION_TOO_OLD);
    }

    @Test
    void encryptAsksForNoCertificate() {
        var anonymous = new TlsSession.Encrypted(TLS_1_3, "TLS_AES_256_GCM_SHA384", List.of());

        assertThat(evaluator.evaluate(ENCRYPT, anonymous).isSatisfied()).isTrue();
        assertViolated(SECURE, anonymous, CERTIFICATE_NOT_TRUSTED, CERTIFICATE_ABSENT);
        assertViolated(FINGERPRINT, anonymous, CERTIFICATE_NOT_TRUSTED, CERTIFICATE_ABSENT);
    }

    static Stream<IssuedCertificate> wrongNames() {
        return Stream.of(
                CA.issue("mx.fabrikam.test"),
                CA.issue("*.mx.contoso.test"),
                CA.issue("*.test"),
                CA.issue("mx.contoso.test\0.evil.test"),
                CA.issue("mx.cont\u043eso.test"),
                CA.issue(CertificateTemplate.of().named("mx.contoso.test")),
                CA.issue(CertificateTemplate.of("")),
                CA.issue(CertificateTemplate.of().alsoNamed(new GeneralName(GeneralName.iPAddress, "192.0.2.1"))));
    }

    @ParameterizedTest
    @MethodSource("wrongNames")
    void aCertificateForSomebodyElse(IssuedCertificate presented) {
        assertViolated(SECURE, session(presented), CERTIFICATE_HOST_MISMATCH, CERTIFICATE_NOT_AGREED);
    }

    @Test
    void aULabelIsMatchedByTheALabelOfTheCertificate() {
        assertThat(evaluator.evaluate(secure("mx.münchen.test"), session(CA.issue("mx.xn--mnchen-3ya.test"))))
                .isEqualTo(new Satisfied(TlsSecurityLevel.SECURE, Optional.of("mx.xn--mnchen-3ya.test")));
    }

    @Test
    void anUntrustedCertificateOfTheRightName() {
        assertViolated(
                SECURE,
                session(CertificateAuthority.selfSigned("mx.contoso.test")),
                CERTIFICATE_NOT_TRUSTED,
                CERTIFICATE_NOT_AGREED);
    }

    @Test
    void anExpiredCertificateOfTheRightName() {
        var expired = CA.issue(CertificateTemplate.of("mx.contoso.test").expired());

        assertViolated(SECURE, session(expired), CERTIFICATE_EXPIRED, CERTIFICATE_NOT_AGREED);
    }

    @Test
    void expiryIsJudgedByTheClock() {
        var later =
                new TlsPolicyEvaluator(Clock.offset(Clock.systemUTC(), Duration.ofDays(2)), TrustAnchors.Role.SERVER);

        assertThat(later.evaluate(SECURE, session(MX)).isSatisfied()).isFalse();
    }

    @Test
    void anotherCertificateOfTheSameCaIsNotTheAgreedFingerprint() {
        assertViolated(
                FINGERPRINT, session(CA.issue("mx.contoso.test")), CERTIFICATE_NOT_TRUSTED, CERTIFICATE_NOT_AGREED);
    }

    @Test
    void theFingerprintOfACaDoesNotCoverWhatItIssued() {
        var intermediate = CA.intermediate("Intermediate");
        var pinned = new TlsPolicy.Fingerprint(
                TLS_1_2, Set.of(CertificateFingerprint.ofCertificate(intermediate.certificate())));

        assertViolated(
                pinned,
                session(intermediate.issue("mx.contoso.test")),
                CERTIFICATE_NOT_TRUSTED,
                CERTIFICATE_NOT_AGREED);
    }

    static Stream<Arguments> keyUsages() {
        return Stream.of(
                arguments("TLS_AES_256_GCM_SHA384", TrustAnchors.Role.SERVER, KeyUsage.digitalSignature),
                arguments("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", TrustAnchors.Role.SERVER, KeyUsage.digitalSignature),
                arguments("TLS_RSA_WITH_AES_128_GCM_SHA256", TrustAnchors.Role.SERVER, KeyUsage.keyEncipherment),
                arguments("TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256", TrustAnchors.Role.SERVER, KeyUsage.keyAgreement),
                arguments("TLS_RSA_WITH_AES_128_GCM_SHA256", TrustAnchors.Role.CLIENT, KeyUsage.digitalSignature));
    }

    /** RFC 5280 §4.2.1.3: a key that may only encipher must not prove who a server is by a signature, and so on. */
    @ParameterizedTest
    @MethodSource("keyUsages")
    void aKeyThatMustNotBeUsedSo(String suite, TrustAnchors.Role peer, int needed) {
        var judge = new TlsPolicyEvaluator(Clock.systemUTC(), peer);
        for (int usage : List.of(KeyUsage.digitalSignature, KeyUsage.keyEncipherment, KeyUsage.keyAgreement)) {
            var presented = CA.issue(CertificateTemplate.of("mx.contoso.test").keyUsage(usage));
            var verdict = judge.evaluate(SECURE, new TlsSession.Encrypted(TLS_1_2, suite, presented.chain()));

            if (usage == needed) {
                assertThat(verdict.isSatisfied()).isTrue();
            } else {
                assertThat(verdict)
                        .isInstanceOfSatisfying(
                                Violated.class,
                                violated -> assertThat(violated.reason()).contains("its keyUsage lacks"));
            }
        }
        var several = CA.issue(CertificateTemplate.of("mx.contoso.test").keyUsage(KeyUsage.keyCertSign | needed));
        assertThat(judge.evaluate(SECURE, new TlsSession.Encrypted(TLS_1_2, suite, several.chain()))
                        .isSatisfied())
                .isTrue();
    }

    @Test
    void twoFingerprintsLetAKeyRollOver() {
        var next = CertificateAuthority.selfSigned(
                CertificateTemplate.of("mx.contoso.test").expired());
        var both = new TlsPolicy.Fingerprint(
                TLS_1_2,
                Set.of(
                        CertificateFingerprint.ofPublicKey(MX.certificate()),
                        CertificateFingerprint.ofCertificate(next.certificate())));

        assertThat(evaluator.evaluate(both, session(MX)).isSatisfied()).isTrue();
        assertThat(evaluator.evaluate(both, session(next)).isSatisfied()).isTrue();
    }

    @Test
    void oneOfSeveralPoliciesIsEnough() {
        assertThat(evaluator
                        .evaluateAny(List.of(FINGERPRINT, SECURE), session(CA.issue("mx.contoso.test")))
                        .isSatisfied())
                .isTrue();
        assertThat(evaluator.evaluateAny(List.of(SECURE, FINGERPRINT), session(MX)))
                .isEqualTo(new Satisfied(TlsSecurityLevel.SECURE, Optional.of("mx.contoso.test")));
        assertThat(evaluator
                        .evaluateAny(List.of(FINGERPRINT, SECURE), new TlsSession.Clear())
                        .isSatisfied())
                .isFalse();
    }

    @Test
    void policiesThatCouldNeverBeKeptCannotBeMade() {
        assertThatThrownBy(() -> new TlsPolicy.Fingerprint(TLS_1_2, Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TlsPolicy.Secure(TLS_1_2, List.of(), CA.trustAnchors()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
