package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateFingerprintTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    @Test
    void colonsAndCaseDoNotMatter() {
        String colons = HEX.replaceAll("(..)(?=.)", "$1:");

        assertThat(CertificateFingerprint.parse("sha256:" + HEX)).contains(new CertificateFingerprint(HEX));
        assertThat(CertificateFingerprint.parse("SHA256:" + colons.toUpperCase(java.util.Locale.ROOT)))
                .contains(new CertificateFingerprint(HEX));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "sha256:", "sha1:0123", "sha256:0123", "sha256: ", "md5:0123456789abcdef0123456789abcdef"})
    void anythingElseIsNone(String text) {
        assertThat(CertificateFingerprint.parse(text)).isEmpty();
        assertThat(CertificateFingerprint.parse(HEX)).isEmpty();
        assertThat(CertificateFingerprint.parse("sha256:" + HEX + "00")).isEmpty();
        assertThat(CertificateFingerprint.parse("sha256:" + HEX.replace('f', 'g')))
                .isEmpty();
    }

    @Test
    void matchesItsCertificateOrItsKeyAndNoOther() {
        var ca = CertificateAuthority.create("Test CA");
        var one = ca.issue("mx.contoso.test").certificate();
        var other = ca.issue("mx.contoso.test").certificate();

        assertThat(CertificateFingerprint.ofCertificate(one).matches(one)).isTrue();
        assertThat(CertificateFingerprint.ofPublicKey(one).matches(one)).isTrue();
        assertThat(CertificateFingerprint.ofCertificate(one).matches(other)).isFalse();
        assertThat(CertificateFingerprint.ofPublicKey(one).matches(other)).isFalse();
        assertThat(CertificateFingerprint.ofPublicKey(ca.certificate()).matches(one))
                .isFalse();
    }
}
