package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.certificate.CertificateFiles;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustingAnyone;
import java.nio.file.Path;
import java.time.Clock;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that somebody puts into the clear text around STARTTLS, and what must not come of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartTlsAttackTest {
    private static final SSLContext CLIENT = TrustingAnyone.context();
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
    @ValueSource(
            strings = {
                "STARTTLS\r\nEHLO injected\r\n",
                "STARTTLS\r\nE",
                "STARTTLS\r\nMAIL FROM:<mallory@contoso.test>\r\n",
                "STARTTLS\r\n\r\n",
                "STARTTLS\r\nSTARTTLS\r\n",
                "starttls\r\nNOOP\r\n",
                "STARTTLS \r\nNOOP\r\n",
                "STARTTLS\r\n\n",
                "STARTTLS\r\n\0",
                "EHLO x\r\nSTARTTLS\r\nNOOP\r\n"
            })
    void clearTextBehindStartTlsInOnePacketEndsTheConnection(String attack) throws Exception {
        try (var client = RawSmtp.greetedBy(listener.address())) {
            String rest = client.send(attack).rest();

            assertThat(rest).doesNotContain("220 ").contains("554 5.7.0 Only the TLS handshake may follow STARTTLS");
        }
    }

    @Test
    void clearTextBehindStartTlsIsFoundAfterDataToo() throws Exception {
        try (var client = RawSmtp.greetedBy(listener.address())) {
            client.command("EHLO x");
            assertThat(client.command("DATA")).startsWith("503");

            assertThat(client.send("STARTTLS\r\nEHLO injected\r\n").rest())
                    .isEqualTo("554 5.7.0 Only the TLS handshake may follow STARTTLS\r\n");
        }
    }

    @Test
    void clearTextInsteadOfTheHandshakeEndsTheConnection() throws Exception {
        try (var client = RawSmtp.greetedBy(listener.address())) {
            assertThat(client.command("STARTTLS")).startsWith("220 ");

            assertThat(client.send("MAIL FROM:<mallory@contoso.test>\r\n").rest())
                    .doesNotContain("250")
                    .doesNotContain("503");
        }
    }

    /** Whatever the timing between server and attacker: nothing sent in clear is ever answered under TLS. */
    @Test
    void clearTextThatRacesTheStartOfTlsIsNeverTakenForACommand() throws Exception {
        for (int round = 0; round < 200; round++) {
            try (var client = RawSmtp.greetedBy(listener.address())) {
                client.send("STARTTLS\r\n");
                for (int spin = 0; spin < round * 50; spin++) {
                    Thread.onSpinWait();
                }
                client.send("EHLO injected\r\n");
                String rest = client.rest();

                assertThat(rest).doesNotContain("250");
            }
        }
    }

    @Test
    void startTlsWithArgumentsIsRefusedAndStaysClear() throws Exception {
        try (var client = RawSmtp.greetedBy(listener.address())) {
            assertThat(client.command("STARTTLS now")).startsWith("501");
            assertThat(client.command("XTLS")).contains("started=false").endsWith("clear");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"STARTTLS", "starttls", "StartTLS", "STARTTLS   ", "STARTTLS\t"})
    void everySpellingOfStartTlsStartsTls(String command) throws Exception {
        try (var client = RawSmtp.greetedBy(listener.address())) {
            assertThat(client.command(command)).startsWith("220 ");
            client.handshake(CLIENT);

            assertThat(client.command("XTLS")).contains("started=true");
        }
    }

    @Test
    void startTlsTwiceIsRefused() throws Exception {
        try (var client = RawSmtp.greetedBy(listener.address())) {
            client.startTls(CLIENT);

            assertThat(client.command("EHLO x")).doesNotContain("STARTTLS");
            assertThat(client.command("STARTTLS")).startsWith("503 5.5.1");
            assertThat(client.command("NOOP")).startsWith("250");
        }
    }

    @Test
    void commandsPipelinedBeforeStartTlsAreHarmless() throws Exception {
        try (var client = RawSmtp.greetedBy(listener.address())) {
            client.send("EHLO x\r\nSTARTTLS\r\n");
            assertThat(client.reply()).contains("STARTTLS");
            assertThat(client.reply()).startsWith("220 ");
            client.handshake(CLIENT);

            assertThat(client.command("NOOP")).startsWith("250");
        }
    }

    @Test
    void whatWasSaidInClearIsForgotten() throws Exception {
        try (var client = RawSmtp.greetedBy(listener.address())) {
            client.command("EHLO mallory");
            assertThat(client.command("MAIL FROM:<mallory@contoso.test>")).startsWith("250");
            client.startTls(CLIENT);

            assertThat(client.command("XTLS")).contains("started=true helo=nobody");
            assertThat(client.command("RCPT TO:<user@example.org>")).startsWith("503");
            assertThat(client.command("MAIL FROM:<a@contoso.test>")).startsWith("503");
            client.command("EHLO honest");
            assertThat(client.command("MAIL FROM:<a@contoso.test>")).startsWith("250");
        }
    }

    @Test
    void startTlsInContentIsContent() throws Exception {
        try (var client = RawSmtp.greetedBy(listener.address())) {
            client.command("EHLO x");
            client.command("MAIL FROM:<a@contoso.test>");
            client.command("RCPT TO:<user@example.org>");
            assertThat(client.command("DATA")).startsWith("354");
            assertThat(client.command("Subject: x\r\n\r\nSTARTTLS\r\nEHLO y\r\n."))
                    .startsWith("250");

            assertThat(ListenerUnderTest.ACCEPTED.take()).contains("STARTTLS\r\nEHLO y\r\n");
            assertThat(client.command("XTLS")).contains("started=false");
        }
    }
}
