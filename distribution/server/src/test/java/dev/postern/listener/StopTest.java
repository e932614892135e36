package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.postern.certificate.CertificateFiles;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustingAnyone;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How sessions end when the gateway stops. */
@Timeout(180)
class StopTest {
    private static final String STOPPING = "421 4.3.2 The gateway is stopping, try again later";
    private static final Duration LONG = Duration.ofSeconds(40);

    private ServerTls tls;

    @BeforeEach
    void certificate(@TempDir Path directory) throws Exception {
        var files = new CertificateFiles(directory.resolve("gateway.crt"), directory.resolve("gateway.key"));
        CertificateAuthority.create("Test CA").issue("gw.example.org").writeTo(files.certificate(), files.privateKey());
        tls = new ServerTls(files, TlsVersion.TLS_1_2, Clock.systemUTC());
    }

    private static CompletableFuture<Void> stop(ListenerUnderTest listener, Duration longest) {
        return CompletableFuture.runAsync(() -> listener.endSessions(longest));
    }

    @Test
    void aSessionThatWaitsForACommandIsTold421() throws Exception {
        try (var listener = ListenerUnderTest.startTls(tls);
                var idle = RawSmtp.greetedBy(listener.address());
                var midway = RawSmtp.greetedBy(listener.address())) {
            midway.command("EHLO client.test");
            midway.command("MAIL FROM:<a@b.test>");
            listener.endSessions(LONG);
            assertThat(idle.rest()).isEqualTo(STOPPING + "\r\n");
            assertThat(midway.rest()).isEqualTo(STOPPING + "\r\n");
        }
    }

    @Test
    void aMessageUnderWayIsTakenToItsEndAndThen421IsSaid() throws Exception {
        try (var listener = ListenerUnderTest.startTls(tls);
                var idle = RawSmtp.greetedBy(listener.address());
                var sending = RawSmtp.greetedBy(listener.address())) {
            sending.command("EHLO client.test");
            sending.command("MAIL FROM:<a@b.test>");
            sending.command("RCPT TO:<b@example.org>");
            assertThat(sending.command("DATA")).startsWith("354");
            var stopped = stop(listener, LONG);
            assertThat(idle.reply()).isEqualTo(STOPPING);
            assertThat(stopped).isNotDone();
            assertThat(sending.command("Subject: the last\r\n\r\nhello\r\n.\r\nNOOP"))
                    .startsWith("250");
            assertThat(sending.rest()).as("and what stood behind it").isEqualTo(STOPPING + "\r\n");
            stopped.get(60, TimeUnit.SECONDS);
        }
        assertThat(ListenerUnderTest.ACCEPTED).hasSize(1);
    }

    @Test
    void aMessageThatTakesTooLongIsCutOffAndNotTaken() throws Exception {
        try (var listener = ListenerUnderTest.startTls(tls);
                var sending = RawSmtp.greetedBy(listener.address())) {
            sending.command("EHLO client.test");
            sending.command("MAIL FROM:<a@b.test>");
            sending.command("RCPT TO:<b@example.org>");
            sending.command("DATA");
            listener.endSessions(Duration.ofMillis(100));
            assertThat(sending.rest()).isEqualTo(STOPPING + "\r\n");
        }
        assertThat(ListenerUnderTest.ACCEPTED).isEmpty();
    }

    @Test
    void whoWaitsForAHandshakeIsClosedOn() throws Exception {
        try (var listener = ListenerUnderTest.implicitTls(tls);
                var silent = RawSmtp.to(listener.address());
                var second = RawSmtp.to(listener.address())) {
            second.handshake(TrustingAnyone.context()); // so that the first one is there as well
            second.reply();
            listener.endSessions(LONG);
            assertThat(silent.rest()).as("TLS alerts at most").doesNotContain("421");
            assertThat(second.rest()).isEqualTo(STOPPING + "\r\n");
        }
    }

    /** Whoever starts the gateway again binds them at once. */
    @Test
    void itsAddressesAreFreeAfterwards() throws Exception {
        for (int times = 0; times < 20; times++) {
            var listener = ListenerUnderTest.startTls(tls);
            InetSocketAddress address = listener.address();
            listener.close();
            try (var next = new ServerSocket()) {
                assertThatCode(() -> next.bind(address)).doesNotThrowAnyException();
            }
        }
    }
}
