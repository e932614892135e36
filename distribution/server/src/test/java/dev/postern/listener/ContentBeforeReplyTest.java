package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.certificate.CertificateFiles;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustingAnyone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that a client sends before it was asked for it, in clear and in TLS: no message, and the end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContentBeforeReplyTest {
    private static final String REFUSED = "554 5.5.0 Content must not be sent before the 354 reply to DATA\r\n";
    private static final String CONTENT = "Subject: early\r\n\r\nearly\r\n.\r\n";

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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inThePacketOfData(boolean tls) throws Exception {
        try (var client = inTransaction(tls)) {
            assertThat(client.send("DATA\r\n" + CONTENT).rest()).isEqualTo(REFUSED);
        }
        assertThat(ListenerUnderTest.ACCEPTED).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSingleOctet(boolean tls) throws Exception {
        try (var client = inTransaction(tls)) {
            assertThat(client.send("DATA\r\nS").rest()).isEqualTo(REFUSED);
        }
        assertThat(ListenerUnderTest.ACCEPTED).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inALaterPacketBeforeTheReply(boolean tls) throws Exception {
        HeldCommand.hold();
        try (var client = inTransaction(tls)) {
            client.send("XHOLD\r\nDATA\r\n");
            HeldCommand.awaitBegun();
            client.send(CONTENT); // lies in the socket: the listener reads on only when DATA is handled
            HeldCommand.release();

            assertThat(client.reply()).isEqualTo("250 held");
            assertThat(client.rest()).isEqualTo(REFUSED);
        }
        assertThat(ListenerUnderTest.ACCEPTED).isEmpty();
    }

    /** One read of the socket brings two records, of which DATA's is handled while the second is on its way. */
    @Test
    void inATlsRecordBehindTheOneOfData() throws Exception {
        HeldCommand.hold();
        try (var client = inTransaction(true)) {
            client.send("XHOLD\r\n");
            HeldCommand.awaitBegun();
            client.send("DATA\r\n");
            client.send(CONTENT);
            HeldCommand.release();

            assertThat(client.reply()).isEqualTo("250 held");
            assertThat(client.rest()).isEqualTo(REFUSED);
        }
        assertThat(ListenerUnderTest.ACCEPTED).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void behindTheReplyItIsAMessage(boolean tls) throws Exception {
        try (var client = inTransaction(tls)) {
            assertThat(client.command("DATA")).startsWith("354 ");
            assertThat(client.send(CONTENT).reply()).startsWith("250 ");
        }
        assertThat(ListenerUnderTest.ACCEPTED.poll()).contains("early");
    }

    /** DATA that is refused asks for nothing: what stands behind it is commands (RFC 2920 §3.1). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void commandsMayFollowADataThatIsRefused(boolean tls) throws Exception {
        try (var client = greeted(tls)) {
            client.send("MAIL FROM:<a@client.test>\r\nDATA\r\nRSET\r\n");
            assertThat(client.reply()).startsWith("250 ");
            assertThat(client.reply()).startsWith("503 ");
            assertThat(client.reply()).startsWith("250 ");
        }
    }

    private RawSmtp inTransaction(boolean tls) throws IOException {
        RawSmtp client = greeted(tls);
        assertThat(client.command("MAIL FROM:<a@client.test>")).startsWith("250 ");
        assertThat(client.command("RCPT TO:<b@example.org>")).startsWith("250 ");
        return client;
    }

    private RawSmtp greeted(boolean tls) throws IOException {
        var client = RawSmtp.greetedBy(listener.address());
        if (tls) {
            client.command("EHLO client.test");
            client.startTls(TrustingAnyone.context());
        }
        assertThat(client.command("EHLO client.test")).startsWith("250");
        return client;
    }
}
