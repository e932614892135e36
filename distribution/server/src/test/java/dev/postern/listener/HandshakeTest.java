package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.certificate.CertificateFiles;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.IssuedCertificate;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustingAnyone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the listener negotiates, and what it knows of the client afterwards. */
class HandshakeTest {
    private static final CertificateAuthority CA = CertificateAuthority.create("Test CA");
    private static final IssuedCertificate RSA =
            CA.issue(CertificateTemplate.of("gw.example.org").key(CertificateTemplate.KeyKind.RSA_2048));
    private static final SSLContext ANONYMOUS = TrustingAnyone.context();

    private CertificateFiles files;

    @BeforeEach
    void certificate(@TempDir Path directory) {
        files = new CertificateFiles(directory.resolve("gateway.crt"), directory.resolve("gateway.key"));
        CA.issue("gw.example.org").writeTo(files.certificate(), files.privateKey());
    }

    private ServerTls tls(TlsVersion minVersion) throws Exception {
        return new ServerTls(files, minVersion, Clock.systemUTC());
    }

    @Test
    void tls13IsPreferred() throws Exception {
        try (var listener = ListenerUnderTest.startTls(tls(TlsVersion.TLS_1_2));
                var client = RawSmtp.greetedBy(listener.address())) {
            assertThat(client.startTls(ANONYMOUS).getProtocol()).isEqualTo("TLSv1.3");
            assertThat(client.command("XTLS")).contains("TLSv1.3 TLS_AES_256_GCM_SHA384 certificate=Optional.empty");
        }
    }

    @Test
    void implicitTlsGreetsUnderTls() throws Exception {
        try (var listener = ListenerUnderTest.implicitTls(tls(TlsVersion.TLS_1_2));
                var client = RawSmtp.to(listener.address())) {
            client.handshake(ANONYMOUS);

            assertThat(client.reply()).isEqualTo("220 gw.example.org ESMTP Postern");
            assertThat(client.command("EHLO x")).doesNotContain("STARTTLS");
            assertThat(client.command("XTLS")).contains("started=true");
        }
    }

    @Test
    void clearTextToTheImplicitTlsPortIsNeverACommand() throws Exception {
        try (var listener = ListenerUnderTest.implicitTls(tls(TlsVersion.TLS_1_2));
                var client = RawSmtp.to(listener.address())) {
            assertThat(client.send("EHLO x\r\nXTLS\r\n").rest())
                    .doesNotContain("250")
                    .doesNotContain("started");
        }
    }

    @Test
    void theServersOrderOfSuitesCounts() throws Exception {
        try (var listener = ListenerUnderTest.startTls(tls(TlsVersion.TLS_1_2));
                var client = RawSmtp.greetedBy(listener.address())) {
            SSLSocket socket = startTls12(
                    client, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
            socket.startHandshake();

            assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
        }
    }

    private static SSLSocket startTls12(RawSmtp client, String... suites) throws IOException {
        assertThat(client.command("STARTTLS")).startsWith("220");
        var socket = (SSLSocket) ANONYMOUS.getSocketFactory().createSocket(client.socket(), null, false);
        socket.setUseClientMode(true);
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        socket.setEnabledCipherSuites(suites);
        return socket;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
                "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
                "TLS_RSA_WITH_AES_256_GCM_SHA384",
                "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"
            })
    void suitesWithoutForwardSecrecyOrAuthenticatedEncryptionAreRefused(String suite) throws Exception {
        RSA.writeTo(files.certificate(), files.privateKey());
        var server = tls(TlsVersion.TLS_1_2);
        assertThat(List.of(server.newEngine().getEnabledCipherSuites())).doesNotContain(suite);
        try (var listener = ListenerUnderTest.startTls(server);
                var client = RawSmtp.greetedBy(listener.address())) {
            SSLSocket socket = startTls12(client, suite);

            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void onlyTls12And13AreEnabled() throws Exception {
        assertThat(tls(TlsVersion.TLS_1_2).newEngine().getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(tls(TlsVersion.TLS_1_0).newEngine().getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
    }

    @Test
    void minVersion13RefusesTls12() throws Exception {
        try (var listener = ListenerUnderTest.startTls(tls(TlsVersion.TLS_1_3));
                var client = RawSmtp.greetedBy(listener.address())) {
            assertThatThrownBy(() -> client.startTls(ANONYMOUS, "TLSv1.2")).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aResumedSessionStillKnowsTheClientsCertificate(String version) throws Exception {
        SSLContext contoso = CA.issue("mail.contoso.test").context();
        try (var listener = ListenerUnderTest.startTls(tls(TlsVersion.TLS_1_2))) {
            long first = createdAfterFacts(listener, contoso, version);
            long second = createdAfterFacts(listener, contoso, version);

            assertThat(second).as("the session was resumed").isEqualTo(first);
        }
    }

    private static long createdAfterFacts(ListenerUnderTest listener, SSLContext context, String version)
            throws IOException {
        try (var client = RawSmtp.greetedBy(listener.address())) {
            SSLSession session = client.startTls(context, version);
            assertThat(client.command("XTLS")).contains(version).endsWith("certificate=Optional[[mail.contoso.test]]");
            assertThat(client.command("QUIT")).startsWith("221");
            return session.getCreationTime();
        }
    }

    @Test
    void everyClientCertificateGetsThroughTheHandshakeToBeJudgedLater() throws Exception {
        var expired = CA.issue(CertificateTemplate.of("mail.contoso.test").expired());
        var selfSigned = CertificateAuthority.selfSigned("mail.contoso.test");
        try (var listener = ListenerUnderTest.startTls(tls(TlsVersion.TLS_1_2))) {
            for (var certificate : List.of(expired, selfSigned)) {
                for (String version : Arrays.asList("TLSv1.2", "TLSv1.3")) {
                    try (var client = RawSmtp.greetedBy(listener.address())) {
                        client.startTls(certificate.context(), version);
                        assertThat(client.command("XTLS")).endsWith("certificate=Optional[[mail.contoso.test]]");
                    }
                }
            }
        }
    }

    @Test
    void theClientCannotRenegotiate() throws Exception {
        try (var listener = ListenerUnderTest.startTls(tls(TlsVersion.TLS_1_2));
                var client = RawSmtp.greetedBy(listener.address())) {
            client.startTls(ANONYMOUS, "TLSv1.2");
            assertThat(client.command("NOOP")).startsWith("250");

            assertThatThrownBy(() -> {
                        ((SSLSocket) client.socket()).startHandshake();
                        client.command("NOOP");
                    })
                    .hasRootCauseInstanceOf(IOException.class);
        }
    }
}
