package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;

class PeerNamesTest {
    private static final CertificateAuthority CA = CertificateAuthority.create("Test CA");

    private static java.util.List<String> names(CertificateTemplate template) {
        return PeerNames.of(CA.issue(template).certificate());
    }

    @Test
    void dnsNamesOfTheSubjectAltName() {
        assertThat(names(CertificateTemplate.of("mx.contoso.test", "*.contoso.test")))
                .containsExactly("mx.contoso.test", "*.contoso.test");
    }

    @Test
    void aCommonNameIsNoName() {
        assertThat(names(CertificateTemplate.of().named("mx.contoso.test"))).isEmpty();
    }

    @Test
    void addressesMailboxesAndUrisAreNoDnsNames() {
        assertThat(names(CertificateTemplate.of()
                        .alsoNamed(new GeneralName(GeneralName.iPAddress, "192.0.2.1"))
                        .alsoNamed(new GeneralName(GeneralName.rfc822Name, "a@contoso.test"))
                        .alsoNamed(new GeneralName(GeneralName.uniformResourceIdentifier, "smtp://mx.contoso.test"))))
                .isEmpty();
    }

    @Test
    void aNameWithNulProvesNothing() {
        assertThat(names(CertificateTemplate.of("mx.contoso.test\0.evil.test"))).isEmpty();
    }

    @Test
    void twoNamesInOneProveNothing() {
        assertThat(names(CertificateTemplate.of("evil.test,mx.contoso.test"))).isEmpty();
        assertThat(names(CertificateTemplate.of("evil.test\nmx.contoso.test"))).isEmpty();
    }

    @Test
    void aULabelProvesNothing() {
        assertThat(names(CertificateTemplate.of("münchen.test"))).isEmpty();
    }

    @Test
    void anEmptyNameProvesNothing() {
        assertThat(names(CertificateTemplate.of(""))).isEmpty();
    }
}
