package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.List;

/** No fuzzer forges a signature: whatever a peer staples that its issuer did not sign says nothing, and throws nothing. */
class OcspStapleFuzzTest {
    private static final CertificateAuthority CA = CertificateAuthority.create("Contoso CA");
    private static final IssuedCertificate SERVER = CA.issue("mx.contoso.test");

    @FuzzTest(maxDuration = "1m")
    void whatNobodySignedSaysNothing(byte[] der) {
        assertThat(new OcspStaple(der).statement(SERVER.chain(), List.of(CA.certificate()), Instant.now()))
                .isInstanceOf(OcspStaple.Statement.Nothing.class);
    }
}
