package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.admission.ClientKind;
import dev.postern.admission.HandshakeExecutor;
import dev.postern.admission.RateLimits;
import dev.postern.certificate.CertificateFiles;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustingAnyone;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What TLS handshakes cost, and whom they may keep waiting. */
@Timeout(180)
class HandshakeLoadTest {
    private static final String STARTTLS = "<bind>127.0.0.1:0</bind><tls startTLS=\"true\"/>";
    private static final String IMPLICIT = "<bind>127.0.0.1:0</bind><tls socketTLS=\"true\"/>";

    private final CountDownLatch busy = new CountDownLatch(1);
    private final HandshakeExecutor handshakes = new HandshakeExecutor(1, 1);
    private ServerTls tls;

    @BeforeEach
    void certificate(@TempDir Path directory) throws Exception {
        var files = new CertificateFiles(directory.resolve("gateway.crt"), directory.resolve("gateway.key"));
        CertificateAuthority.create("Test CA").issue("gw.example.org").writeTo(files.certificate(), files.privateKey());
        tls = new ServerTls(files, TlsVersion.TLS_1_2, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        busy.countDown();
        handshakes.close();
    }

    @Test
    void aHandshakeWaitsForItsThreadWhileOthersAreServed() throws Exception {
        occupy();
        try (var listener = ListenerUnderTest.start(tls, RateLimits.NONE, handshakes, STARTTLS);
                var slow = RawSmtp.greetedBy(listener.address());
                var other = RawSmtp.greetedBy(listener.address())) {
            CompletableFuture<SSLSession> handshake = begin(slow);
            awaitWaiting(1);

            assertThat(other.command("NOOP")).startsWith("250");
            assertThat(handshake).isNotDone();

            busy.countDown();
            assertThat(handshake.get(60, TimeUnit.SECONDS).getProtocol()).isEqualTo("TLSv1.3");
            assertThat(slow.command("XTLS")).contains("started=true");
        }
    }

    @Test
    void theNewestHandshakeIsRefusedWhenTooManyWaitAndItsConnectionEnds() throws Exception {
        occupy();
        handshakes.forHandshakeOf(() -> ClientKind.OWN_SERVER).execute(() -> {}); // the only place to wait in
        try (var listener = ListenerUnderTest.start(tls, RateLimits.NONE, handshakes, STARTTLS);
                var refused = RawSmtp.greetedBy(listener.address());
                var other = RawSmtp.greetedBy(listener.address())) {
            assertThat(begin(refused))
                    .failsWithin(Duration.ofSeconds(60))
                    .withThrowableOfType(ExecutionException.class);
            assertThat(other.command("NOOP")).startsWith("250");
        }
    }

    @Test
    void aClientThatStartsTlsTooOftenIsTold421AndNot454() throws Exception {
        try (var listener = ListenerUnderTest.start(tls, handshakesPerMinute(1), new HandshakeExecutor(), STARTTLS);
                var first = RawSmtp.greetedBy(listener.address());
                var second = RawSmtp.greetedBy(listener.address())) {
            assertThat(begin(first)).succeedsWithin(Duration.ofSeconds(60));
            assertThat(second.send("STARTTLS\r\n").rest())
                    .isEqualTo("421 4.7.0 Too many new TLS sessions from your address," + " try again later\r\n");
        }
    }

    @Test
    void onTheImplicitTlsPortItIsClosedAtOnce() throws Exception {
        try (var listener = ListenerUnderTest.start(tls, handshakesPerMinute(1), new HandshakeExecutor(), IMPLICIT);
                var first = RawSmtp.to(listener.address())) {
            first.handshake(TrustingAnyone.context());
            assertThat(first.reply()).startsWith("220");
            try (var second = RawSmtp.to(listener.address())) {
                assertThat(second.rest()).isEmpty();
            }
        }
    }

    private static RateLimits handshakesPerMinute(int most) {
        return new RateLimits(Duration.ofMinutes(1), 0, most, 0, 0);
    }

    private void occupy() throws InterruptedException {
        var running = new CountDownLatch(1);
        handshakes.forHandshakeOf(() -> ClientKind.OWN_SERVER).execute(() -> {
            running.countDown();
            try {
                busy.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
    }

    private void awaitWaiting(int wanted) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (handshakes.waiting() != wanted && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(handshakes.waiting()).isEqualTo(wanted);
    }

    private static CompletableFuture<SSLSession> begin(RawSmtp client) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return client.startTls(TrustingAnyone.context());
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }
}
