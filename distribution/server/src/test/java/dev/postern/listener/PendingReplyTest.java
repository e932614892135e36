package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.certificate.CertificateFiles;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsVersion;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A session that waits for a reply holds no thread, and none of its later lines is handled before. */
@Timeout(180)
class PendingReplyTest {
    /** More sessions than there are threads for commands. */
    private static final int MANY = 100;

    private ServerTls tls;
    private CompletableFuture<String> known;

    @BeforeEach
    void certificate(@TempDir Path directory) throws Exception {
        var files = new CertificateFiles(directory.resolve("gateway.crt"), directory.resolve("gateway.key"));
        CertificateAuthority.create("Test CA").issue("gw.example.org").writeTo(files.certificate(), files.privateKey());
        tls = new ServerTls(files, TlsVersion.TLS_1_2, Clock.systemUTC());
        known = PendingCommand.hold();
    }

    private static void await(BooleanSupplier condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("the deadline").isBefore(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    @Test
    void theRepliesToPipelinedCommandsComeInTheirOrder() throws Exception {
        try (var listener = ListenerUnderTest.startTls(tls);
                var client = RawSmtp.greetedBy(listener.address())) {
            client.command("EHLO client.test");
            client.send("MAIL FROM:<a@b.test>\r\nXPEND\r\nNOOP\r\nXPEND\r\nRCPT TO:<b@example.org>\r\nDATA\r\n");
            assertThat(client.reply()).startsWith("250 2.1.0");
            await(() -> PendingCommand.BEGUN.get() == 1);
            known.complete("first");
            assertThat(client.reply()).isEqualTo("250 first");
            assertThat(client.reply()).as("NOOP").startsWith("250 2.0.0");
            assertThat(client.reply()).isEqualTo("250 first");
            assertThat(client.reply()).as("RCPT").startsWith("250 2.1.5");
            assertThat(client.reply()).as("DATA").startsWith("354");
            assertThat(client.command("Subject: x\r\n\r\nhello\r\n.")).startsWith("250");
            assertThat(client.command("QUIT")).startsWith("221");
        }
        assertThat(ListenerUnderTest.ACCEPTED).hasSize(1);
    }

    @Test
    void whatComesWhileAReplyIsPendingIsHandledLater() throws Exception {
        try (var listener = ListenerUnderTest.startTls(tls);
                var client = RawSmtp.greetedBy(listener.address())) {
            client.send("XPEND\r\n");
            await(() -> PendingCommand.BEGUN.get() == 1);
            client.send("NOOP\r\nNO");
            client.socket().setSoTimeout(200);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(client::reply))
                    .hasCauseInstanceOf(SocketTimeoutException.class);
            client.socket().setSoTimeout(60_000);
            known.completeExceptionally(new IllegalStateException("no answer"));
            assertThat(client.reply()).isEqualTo("250 failed");
            assertThat(client.reply()).startsWith("250 2.0.0");
            assertThat(client.command("OP")).startsWith("250 2.0.0");
        }
    }

    @Test
    void manySessionsThatWaitKeepNoOtherFromBeingServed() throws Exception {
        List<RawSmtp> waiting = new ArrayList<>();
        try (var listener = ListenerUnderTest.startTls(tls)) {
            for (int session = 0; session < MANY; session++) {
                waiting.add(RawSmtp.greetedBy(listener.address()).send("XPEND\r\n"));
            }
            await(() -> PendingCommand.BEGUN.get() == MANY);
            for (int session = 0; session < MANY; session++) {
                try (var other = RawSmtp.greetedBy(listener.address())) {
                    assertThat(other.command("NOOP")).startsWith("250");
                }
            }
            known.complete("now");
            for (RawSmtp client : waiting) {
                assertThat(client.reply()).isEqualTo("250 now");
            }
        } finally {
            for (RawSmtp client : waiting) {
                client.close();
            }
        }
    }

    @Test
    void aClientThatLeavesMeanwhileIsForgotten() throws Exception {
        try (var listener = ListenerUnderTest.startTls(tls)) {
            try (var client = RawSmtp.greetedBy(listener.address())) {
                client.send("XPEND\r\nNOOP\r\n");
                await(() -> PendingCommand.BEGUN.get() == 1);
            }
            known.complete("nobody hears it");
            try (var other = RawSmtp.greetedBy(listener.address())) {
                assertThat(other.command("NOOP")).startsWith("250");
            }
        }
    }

    @Test
    void aStopEndsASessionThatWaits() throws Exception {
        try (var listener = ListenerUnderTest.startTls(tls);
                var client = RawSmtp.greetedBy(listener.address())) {
            client.send("XPEND\r\n");
            await(() -> PendingCommand.BEGUN.get() == 1);
            listener.endSessions(Duration.ofSeconds(40));
            known.complete("too late");
            assertThat(client.rest()).isEqualTo("421 4.3.2 The gateway is stopping, try again later\r\n");
        }
    }
}
