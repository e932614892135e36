package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.certificate.CertificateFiles;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsVersion;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends of line that two servers read in two ways (SMTP smuggling), and lines without end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmugglingTest {
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

    @BeforeEach
    void forget() {
        ListenerUnderTest.ACCEPTED.clear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\n.\r\n",
                "\r\n.\n",
                "\r.\r\n",
                "\r\n.\r",
                "\r.\r",
                "\n.\r",
                "\r\n.\r\r\n",
                "\r\n\0.\r\n",
                "\n\r.\r\n",
                "a\rb\r\n",
                "a\nb\r\n",
                "a\0b\r\n"
            })
    void anEndOfDataThatIsNoneIsRefusedAtTheTrueEndAndNothingIsAccepted(String end) throws Exception {
        try (var client = inData()) {
            client.send("Subject: x\r\n\r\ntext" + end + "MAIL FROM:<smuggled@contoso.test>\r\n.\r\n");

            assertThat(client.reply()).startsWith("550 5.5.2 ");
            assertThat(ListenerUnderTest.ACCEPTED).isEmpty();
            assertThat(client.command("RCPT TO:<user@example.org>"))
                    .as("no MAIL was seen")
                    .startsWith("503 ");
        }
    }

    @Test
    void theNextMessageOfTheSessionIsAccepted() throws Exception {
        try (var client = inData()) {
            client.send("Subject: x\r\n\r\n" + "a\nb\r\n".repeat(100_000) + ".\r\n");
            assertThat(client.reply()).startsWith("550 5.5.2 ");
            client.command("MAIL FROM:<a@contoso.test>");
            client.command("RCPT TO:<user@example.org>");
            assertThat(client.command("DATA")).startsWith("354");

            assertThat(client.command("Subject: x\r\n\r\nhonest\r\n.")).startsWith("250");
            assertThat(ListenerUnderTest.ACCEPTED.take()).endsWith("honest\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP\n", "NOOP\rNOOP\r\n", "NOOP\0\r\n", "MAIL FROM:<a@b.test>\n\r\n"})
    void aCommandMustEndWithCrLf(String command) throws Exception {
        try (var client = RawSmtp.greetedBy(listener.address())) {
            assertThat(client.send(command).rest()).startsWith("550 5.5.2 ").doesNotContain("250");
        }
    }

    @Test
    void crAndLfMayComeInTwoPackets() throws Exception {
        try (var client = inData()) {
            for (String part : new String[] {"Subject: x\r", "\n\r\ntext\r", "\n", ".", "\r", "\n"}) {
                client.send(part);
            }

            assertThat(client.reply()).startsWith("250");
            assertThat(ListenerUnderTest.ACCEPTED.take()).endsWith("text\r\n");
        }
    }

    @Test
    void dotsAreUnstuffed() throws Exception {
        try (var client = inData()) {
            assertThat(client.command("Subject: x\r\n\r\n..\r\n..a\r\n.")).startsWith("250");
            assertThat(ListenerUnderTest.ACCEPTED.take()).isEqualTo(".\r\n.a\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "...", ". ", ".\t", " .", "\t.", ". .", ".a", ".a.", "a.", ".\u0085", ".\u00a0"})
    void aLineThatIsAlmostADotAloneIsNoEndOfData(String line) throws Exception {
        try (var client = inData()) {
            client.send("Subject: x\r\n\r\ntext\r\n" + line + "\r\nRSET\r\nMAIL FROM:<smuggled@contoso.test>\r\n.\r\n");

            assertThat(client.reply()).startsWith("250");
            assertThat(client.command("XTLS")).as("the next reply").startsWith("250 started=");
            assertThat(ListenerUnderTest.ACCEPTED.take())
                    .startsWith("text\r\n")
                    .endsWith("\r\nRSET\r\nMAIL FROM:<smuggled@contoso.test>\r\n");
        }
    }

    @Test
    void aCommandLineWithoutEndGetsAReply() throws Exception {
        try (var client = RawSmtp.greetedBy(listener.address())) {
            assertThat(client.send("EHLO " + "x".repeat(SmtpLineDecoder.MAX_COMMAND_LINE))
                            .rest())
                    .isEqualTo("500 5.5.2 Line too long\r\n");
        }
    }

    @Test
    void aContentLineThatIsTooLongGetsAReplyAtTheEndAndNothingIsAccepted() throws Exception {
        try (var client = inData()) {
            client.send("Subject: x\r\n\r\n" + "x".repeat(20 * SmtpLineDecoder.MAX_CONTENT_LINE) + "\r\n.\r\n");

            assertThat(client.reply()).isEqualTo("500 5.5.2 Line too long");
            assertThat(ListenerUnderTest.ACCEPTED).isEmpty();
        }
    }

    @Test
    void aContentLineLongerThanACommandIsAccepted() throws Exception {
        String longLine = "x".repeat(3 * SmtpLineDecoder.MAX_COMMAND_LINE);
        try (var client = inData()) {
            assertThat(client.command("Subject: x\r\n\r\n" + longLine + "\r\n."))
                    .startsWith("250");
            assertThat(ListenerUnderTest.ACCEPTED.take()).contains(longLine);
        }
    }

    private RawSmtp inData() {
        var client = RawSmtp.greetedBy(listener.address());
        client.command("EHLO x");
        client.command("MAIL FROM:<a@contoso.test>");
        client.command("RCPT TO:<user@example.org>");
        assertThat(client.command("DATA")).startsWith("354");
        return client;
    }
}
