package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsSessionTest {

    /** A session as JSSE would report it; no certificates: the peer presented none. */
    private static Optional<SSLSession> jsse(String protocol, String suite, Certificate... certificates) {
        return Optional.of((SSLSession) Proxy.newProxyInstance(
                SSLSession.class.getClassLoader(),
                new Class<?>[] {SSLSession.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getProtocol" -> protocol;
                    case "getCipherSuite" -> suite;
                    case "getPeerCertificates" -> {
                        if (certificates.length == 0) {
                            throw new SSLPeerUnverifiedException("none");
                        }
                        yield certificates;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                }));
    }

    @Test
    void whatWasNegotiated() {
        var issued = CertificateAuthority.create("Test CA").issue("mx.contoso.test");

        assertThat(TlsSession.of(jsse("TLSv1.3", "TLS_AES_256_GCM_SHA384", issued.certificate())))
                .isEqualTo(new TlsSession.Encrypted(
                        TlsVersion.TLS_1_3, "TLS_AES_256_GCM_SHA384", List.of(issued.certificate())));
        assertThat(TlsSession.of(jsse("TLSv1", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA")))
                .isEqualTo(
                        new TlsSession.Encrypted(TlsVersion.TLS_1_0, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, SSL_NULL_WITH_NULL_NULL",
        "TLSv1.2, TLS_RSA_WITH_NULL_SHA256",
        "TLSv1.3, TLS_SHA256_SHA256",
        "TLSv9, TLS_AES_256_GCM_SHA384",
        "tlsv1.3, TLS_AES_256_GCM_SHA384"
    })
    void whatIsNotKnownToBeEncryptedIsClear(String protocol, String suite) {
        assertThat(TlsSession.of(jsse(protocol, suite))).isEqualTo(new TlsSession.Clear());
    }

    @Test
    void noSessionIsClear() {
        assertThat(TlsSession.of(Optional.empty())).isEqualTo(new TlsSession.Clear());
    }
}
