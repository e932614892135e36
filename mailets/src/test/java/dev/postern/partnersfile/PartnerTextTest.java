package dev.postern.partnersfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.partner.PartnerFixture;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.ClientPurpose;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustAnchors;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PartnerTextTest {
    private static final PartnerFixture CONTOSO = PartnerFixture.contoso();

    @Test
    void anInboundRuleIsToldUnderTheKeysOfTheFile() {
        var match = CertificateMatch.parse("mail.contoso.test").stream().toList();
        Map<String, String> words = PartnerText.of(CONTOSO.over(
                        new TlsPolicy.Fingerprint(
                                TlsVersion.TLS_1_3, Set.of(new CertificateFingerprint("0".repeat(64)))),
                        new TlsPolicy.Secure(TlsVersion.TLS_1_3, match, TrustAnchors.ofJvm()))
                .partner());

        assertThat(words)
                .containsEntry("inbound.requireTls", "true")
                .containsEntry("inbound.minVersion", "TLSv1.3")
                .containsEntry("inbound.clientCertificate.fingerprints", "[sha256:" + "0".repeat(64) + "]")
                .containsEntry("inbound.clientCertificate.names", "[mail.contoso.test]")
                .containsEntry("inbound.clientCertificate.trustAnchors", "the JVM's roots");
    }

    @Test
    void rulesThatDifferInThePurposeDifferInWords() {
        var match = CertificateMatch.parse("mail.contoso.test").stream().toList();
        var client = new TlsPolicy.Secure(TlsVersion.TLS_1_3, match, TrustAnchors.ofJvm(), ClientPurpose.CLIENT);

        assertThat(PartnerText.of(CONTOSO.over(client).partner()))
                .containsEntry("inbound.clientCertificate.purpose", "client");
    }

    @Test
    void thatTlsIsNotAskedIsTold() {
        assertThat(PartnerText.of(CONTOSO.over(new TlsPolicy.May()).partner()))
                .containsEntry("inbound.requireTls", "false");
    }

    @Test
    void rulesThatDifferAreToldDifferently() {
        var rules = List.of(
                new TlsPolicy.May(),
                new TlsPolicy.Encrypt(TlsVersion.TLS_1_2),
                new TlsPolicy.Encrypt(TlsVersion.TLS_1_3),
                new TlsPolicy.Fingerprint(TlsVersion.TLS_1_2, Set.of(new CertificateFingerprint("1".repeat(64)))));

        assertThat(rules.stream().map(rule -> PartnerText.of(CONTOSO.over(rule).partner())))
                .doesNotHaveDuplicates();
    }
}
