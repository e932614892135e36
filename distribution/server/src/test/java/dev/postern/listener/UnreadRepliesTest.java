package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.certificate.CertificateFiles;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustingAnyone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that sends and sends and reads no reply: after a while it is not read either. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnreadRepliesTest {
    /** More than the systems at both ends buffer. */
    private static final long TOO_MUCH = 24L << 20;

    private static final int ROUND_TRIPS = 300;

    private ListenerUnderTest listener;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        var files = new CertificateFiles(directory.resolve("gateway.crt"), directory.resolve("gateway.key"));
        CertificateAuthority.create("Test CA").issue("gw.example.org").writeTo(files.certificate(), files.privateKey());
        listener = ListenerUnderTest.startTls(new ServerTls(files, TlsVersion.TLS_1_2, Clock.systemUTC()));
    }

    @AfterAll
    void stop() {
        listener.close();
    }

    /** Sends until it is told to end. */
    private interface Flood {
        int once() throws IOException;
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP\r\n", "RSET\r\n", "EHLO x\r\n", "x\r\n"})
    void inClear(String command) throws Exception {
        byte[] many = command.repeat(2000).getBytes(StandardCharsets.US_ASCII);
        try (Socket client = connected()) {
            assertIsReadNoFurther(() -> {
                client.getOutputStream().write(many);
                return many.length;
            });
        }
    }

    @Test
    void inTls() throws Exception {
        byte[] many = "EHLO x\r\n".repeat(2000).getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = connected()) {
            SSLSocket client = encrypted(socket); // its own close() would wait for the write
            assertIsReadNoFurther(() -> {
                client.getOutputStream().write(many);
                return many.length;
            });
        }
    }

    /** TLS itself answers a request for new keys, without a command. */
    @Test
    void newKeysInTls13() throws Exception {
        try (Socket socket = connected()) {
            SSLSocket client = encrypted(socket);
            assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.3");
            assertIsReadNoFurther(() -> {
                client.startHandshake();
                return 100; // more than such a record has
            });
        }
    }

    private static final class Flooding extends Thread {
        private final Flood flood;
        private final AtomicLong sent = new AtomicLong();

        private Flooding(Flood flood) {
            super("flood");
            this.flood = flood;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                while (sent.get() < TOO_MUCH) {
                    sent.addAndGet(flood.once());
                }
            } catch (IOException e) {
                // the test has ended
            }
        }
    }

    private void assertIsReadNoFurther(Flood flood) throws Exception {
        var flooding = new Flooding(flood);
        flooding.start();
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        long before;
        do {
            assertThat(Instant.now()).isBefore(deadline);
            before = flooding.sent.get();
            assertOthersAreAnswered();
        } while (flooding.sent.get() < TOO_MUCH && (before == 0 || flooding.sent.get() > before));
        assertThat(flooding.sent.get()).isLessThan(TOO_MUCH);
    }

    private void assertOthersAreAnswered() throws IOException {
        try (var other = RawSmtp.greetedBy(listener.address())) {
            for (int i = 0; i < ROUND_TRIPS; i++) {
                assertThat(other.command("NOOP")).startsWith("250");
            }
        }
    }

    private Socket connected() throws IOException {
        var client = new Socket();
        client.setSendBufferSize(64 << 10);
        client.connect(listener.address(), 10_000);
        return client;
    }

    private static SSLSocket encrypted(Socket client) throws IOException {
        client.getOutputStream().write("STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
        var replies = new StringBuilder();
        while (!replies.toString().contains("\n220 ") || !replies.toString().endsWith("\n")) {
            replies.append((char) client.getInputStream().read());
        }
        var tls = (SSLSocket) TrustingAnyone.context()
                .getSocketFactory()
                .createSocket(client, InetAddress.getLoopbackAddress().getHostAddress(), client.getPort(), true);
        tls.startHandshake();
        return tls;
    }
}
