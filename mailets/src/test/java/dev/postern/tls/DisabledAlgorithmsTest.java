package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisabledAlgorithmsTest {
    private static final String LIST =
            "MD2, MD5, SHA1 jdkCA & usage TLSServer, RSA keySize < 1024, sha-224, SHA384withECDSA, include jdk.disabled.namedCurves";

    @ParameterizedTest
    @CsvSource({
        "MD5withRSA, true",
        "SHA224withRSA, true",
        "SHA224withECDSA, true",
        "SHA224WITHRSAANDMGF1, true",
        "SHA384withECDSA, true",
        "SHA384withRSA, false",
        "SHA256withRSA, false",
        "SHA1withRSA, false",
    })
    void aSignatureIsDisabledByItsNameOrAPartOfIt(String signature, boolean disabled) {
        AlgorithmIdentifier identifier = new DefaultSignatureAlgorithmIdentifierFinder().find(signature);

        assertThat(DisabledAlgorithms.of(LIST).include(identifier)).isEqualTo(disabled);
    }
}
