package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.deliver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.smtpclient.ConnectionKey;
import dev.postern.smtpclient.ReplyReader;
import dev.postern.smtpclient.Terms;
import dev.postern.smtpclient.TlsContexts;
import dev.postern.smtpclient.TlsHandshake;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CipherSuites;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustingAnyone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers that speak an older TLS than is agreed. The JVM of these tests allows TLS 1.0 and 1.1, as no JVM does by itself, so
 * that it is Postern that refuses them.
 */
class OldVersionTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private void kept(TlsPolicy policy) {
        AttemptOutcome outcome = deliver(policy, server);
        Probing.agrees(outcome, policy, server);

        assertThat(server.conversations()).isNotEmpty();
        assertThat(server.heardInClear() + server.heardInTls()).doesNotContain("MAIL FROM", "RCPT TO", SECRET);
        assertThat(deferred(outcome).tls()).contains(TlsFailure.VALIDATION_FAILURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void theServerSpeaksAnOldVersionOnly(String version) throws IOException {
        server.withTls(CA.issue(NAME)).protocols(version);
        assertThat(spokenWithAClientThatTakesAnything()).isEqualTo(version);

        kept(ENCRYPT);
        kept(SECURE);
    }

    @Test
    void tls12IsAllThereIsWhereTls13IsAgreed() {
        server.withTls(CA.issue(NAME)).protocols("TLSv1.2");

        kept(new TlsPolicy.Encrypt(TlsVersion.TLS_1_3));
    }

    static Stream<TlsPolicy> policies() {
        var fingerprint = CertificateFingerprint.ofPublicKey(CA.certificate());
        return Stream.of(MAY, ENCRYPT, SECURE, new TlsPolicy.Fingerprint(TlsVersion.TLS_1_2, Set.of(fingerprint)));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void noOldVersionIsOffered(TlsPolicy policy) throws IOException {
        server.withTls(CA.issue(NAME));

        assertThat(offered(policy)).containsExactly("TLSv1.3", "TLSv1.2");
    }

    @Test
    void nothingBelowTheAgreedVersionIsOffered() throws IOException {
        server.withTls(CA.issue(NAME));

        assertThat(offered(Attempting.secure(TlsVersion.TLS_1_3))).containsExactly("TLSv1.3");
        assertThat(offered(new TlsPolicy.Encrypt(TlsVersion.TLS_1_3))).containsExactly("TLSv1.3");
    }

    private String[] offered(TlsPolicy policy) throws IOException {
        var terms = new Terms(policy, Optional.empty());
        var key = new ConnectionKey(server.host(NAME), terms, Attempting.OUR_NAME);
        try (Socket plain = atTheHandshake()) {
            return TlsHandshake.on(plain, key, new TlsContexts(CipherSuites.MODERN).of(key), CipherSuites.MODERN)
                    .socket()
                    .getEnabledProtocols();
        }
    }

    private String spokenWithAClientThatTakesAnything() throws IOException {
        try (Socket plain = atTheHandshake();
                var tls = (SSLSocket)
                        TrustingAnyone.context().getSocketFactory().createSocket(plain, NAME, server.port(), true)) {
            tls.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1"});
            tls.startHandshake();
            return tls.getSession().getProtocol();
        }
    }

    /** The server has said 220 to STARTTLS. */
    private Socket atTheHandshake() throws IOException {
        var plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
        var replies = new ReplyReader(plain.getInputStream());
        replies.read();
        for (String command : List.of("EHLO client.example.org", "STARTTLS")) {
            plain.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            replies.read();
        }
        return plain;
    }
}
