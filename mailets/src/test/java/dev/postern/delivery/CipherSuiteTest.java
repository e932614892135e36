package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.Attempting.delivered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.smtpclient.Cause;
import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.CertificateTemplate.KeyKind;
import dev.postern.tls.IssuedCertificate;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsSession;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of TLS 1.2 whose cipher suites give no forward secrecy, or no authenticated encryption. */
class CipherSuiteTest {
    private static final IssuedCertificate RSA =
            CA.issue(CertificateTemplate.of(NAME).key(KeyKind.RSA_2048));

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @BeforeEach
    void tls12() {
        server.withTls(RSA).protocols("TLSv1.2");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_RSA_WITH_AES_256_GCM_SHA384",
                "TLS_RSA_WITH_AES_128_CBC_SHA",
                "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
                "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
                "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
            })
    void aWeakSuiteSatisfiesNoRule(String suite) {
        server.suites(suite);

        for (var policy : List.of(ENCRYPT, SECURE)) {
            Cause cause = deferred(deliver(policy, server));
            assertThat(cause.tls()).contains(TlsFailure.VALIDATION_FAILURE);
            assertThat(cause.delayedStatus()).isEqualTo("4.7.5");
            assertThat(cause.reason()).contains("supports none of the offered cipher suites");
        }
        assertThat(server.heardInClear() + server.heardInTls()).doesNotContain("MAIL FROM", SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"})
    void whereNothingIsAgreedAWeakSuiteIsBetterThanNone(String suite) {
        server.suites(suite);

        assertThat(delivered(deliver(MAY, server)).session())
                .isInstanceOfSatisfying(
                        TlsSession.Encrypted.class,
                        tls -> assertThat(tls.cipherSuite()).isEqualTo(suite));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"})
    void aStrongSuiteOfTls12Does(String suite) {
        server.suites(suite);

        delivered(deliver(SECURE, server));
    }
}
