package dev.postern.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server and the client of the demo, each of which tells the truth about the other. */
final class DemoServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private DemoCertificates certificates;
    private DemoServer withTls;
    private DemoServer plain;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        certificates = new DemoCertificates(Clock.systemUTC());
        var context = DemoCertificates.server(certificates.issue("mx.good.test"));
        withTls = DemoServer.start("mx.good.test", Optional.of(context));
        plain = DemoServer.start("mx.clear.test", Optional.empty());
    }

    @AfterEach
    void stop() throws IOException {
        withTls.close();
        plain.close();
    }

    @Test
    void remembersThatMailCameOverTls() throws Exception {
        try (var client = new DemoClient(withTls.port(), "client.test")) {
            var session = client.startTls(certificates.client(), "mx.good.test");
            assertThat(client.send("a@client.test", "b@good.test", "Hello").code())
                    .isEqualTo(250);
            assertThat(session)
                    .isInstanceOfSatisfying(
                            TlsSession.Encrypted.class,
                            tls -> assertThat(tls.version()).isEqualTo(TlsVersion.TLS_1_3));
        }

        var seen = withTls.await(DemoConversation::ended, PATIENCE).orElseThrow();
        assertThat(seen.verbs()).isEqualTo("EHLO, STARTTLS, EHLO, MAIL FROM, RCPT TO, DATA, QUIT");
        assertThat(seen.first("STARTTLS").orElseThrow().over()).isInstanceOf(TlsSession.Clear.class);
        assertThat(seen.first("MAIL FROM").orElseThrow().over()).isInstanceOf(TlsSession.Encrypted.class);
        assertThat(seen.header("Subject")).contains("Subject: Hello");
    }

    @Test
    void remembersThatMailCameInClearText() throws Exception {
        try (var client = new DemoClient(plain.port(), "client.test")) {
            assertThat(client.send("a@client.test", "b@clear.test", "Hello").code())
                    .isEqualTo(250);
        }

        var seen = plain.await(it -> it.hasMessageFor("b@clear.test"), PATIENCE).orElseThrow();
        assertThat(seen.first("MAIL FROM").orElseThrow().over()).isInstanceOf(TlsSession.Clear.class);
        assertThat(plain.saw(any -> any.first("STARTTLS").isPresent())).isFalse();
    }

    @Test
    void offersNoStartTlsWithoutACertificate() throws Exception {
        try (var client = new DemoClient(plain.port(), "client.test")) {
            assertThatThrownBy(() -> client.startTls(certificates.client(), "mx.clear.test"))
                    .hasMessageContaining("502");
        }
    }

    @Test
    void clientRefusesACertificateForAnotherName() throws Exception {
        try (var client = new DemoClient(withTls.port(), "client.test")) {
            assertThatThrownBy(() -> client.startTls(certificates.client(), "mx.other.test"))
                    .isInstanceOf(SSLException.class);
        }

        assertThat(withTls.await(DemoConversation::ended, PATIENCE)
                        .orElseThrow()
                        .verbs())
                .isEqualTo("EHLO, STARTTLS");
    }

    @Test
    void unfoldsTheTopmostHeaderField() {
        var conversation =
                DemoConversation.BEGUN.withMessage("Received: from a\r\n\tby b\r\nReceived: old\r\n\r\nReceived: no");

        assertThat(conversation.header("received")).contains("Received: from a by b");
        assertThat(conversation.header("Subject")).isEmpty();
    }
}
