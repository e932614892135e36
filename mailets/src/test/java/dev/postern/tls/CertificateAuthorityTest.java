package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {

    @Test
    void aGoodCertificateIsTrustedThroughItsIntermediate() {
        var root = CertificateAuthority.create("Test root");
        var issued = root.intermediate("Test intermediate").issue("mx.contoso.test");

        assertThat(issued.chain()).hasSize(2);
        assertThat(root.trustAnchors().distrust(issued.chain(), TrustAnchors.Role.SERVER, Instant.now()))
                .isEmpty();
    }

    @Test
    void pemTexts() {
        var issued = CertificateAuthority.create("Test root").issue("mx.contoso.test");

        assertThat(issued.chainPem()).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(issued.keyPem()).startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(issued.traditionalKeyPem()).startsWith("-----BEGIN EC PRIVATE KEY-----");
    }
}
