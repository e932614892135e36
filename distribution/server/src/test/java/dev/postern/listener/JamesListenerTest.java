package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.certificate.CertificateFiles;
import dev.postern.listener.ListenerUnderTest.ReflectiveLoader;
import dev.postern.metrics.MicrometerMetricFactory;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TrustingAnyone;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.smtpserver.netty.SMTPServerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Why James's own listener is not used. When a test here fails, James has mended what it shows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JamesListenerTest {
    private ListenerUnderTest james;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        var files = new CertificateFiles(directory.resolve("gateway.crt"), directory.resolve("gateway.key"));
        CertificateAuthority.create("Test CA").issue("gw.example.org").writeTo(files.certificate(), files.privateKey());
        var fileSystem = (FileSystem) Proxy.newProxyInstance(
                FileSystem.class.getClassLoader(),
                new Class<?>[] {FileSystem.class},
                (proxy, method, arguments) -> Files.newInputStream(Path.of((String) arguments[0])));
        var metrics = new MicrometerMetricFactory(new SimpleMeterRegistry());
        james = ListenerUnderTest.start(
                new SMTPServerFactory(
                        ListenerUnderTest.neverCalled(DNSService.class),
                        new ReflectiveLoader(metrics),
                        fileSystem,
                        metrics),
                metrics,
                "<bind>127.0.0.1:0</bind><tls startTLS=\"true\"><privateKey>" + files.privateKey()
                        + "</privateKey><certificates>" + files.certificate() + "</certificates></tls>");
    }

    @AfterAll
    void stop() {
        james.close();
    }

    /** A DATA that is refused turns James's detection of injected commands off for good. */
    @Test
    void jamesAnswersUnderTlsWhatWasInjectedInClear() throws Exception {
        try (var client = RawSmtp.greetedBy(james.address())) {
            client.command("EHLO x");
            client.command("DATA");
            client.send("STARTTLS\r\nXTLS\r\n");
            assertThat(client.reply()).startsWith("220 ");
            client.handshake(TrustingAnyone.context());

            assertThat(client.reply()).startsWith("250 started=true");
        }
    }

    @Test
    void jamesSplitsAMessageAtALongLineAndAcceptsTheRest() throws Exception {
        try (var client = RawSmtp.greetedBy(james.address())) {
            client.command("EHLO x");
            client.command("MAIL FROM:<a@contoso.test>");
            client.command("RCPT TO:<user@example.org>");
            client.command("DATA");
            client.send("Subject: x\r\n\r\n" + "x".repeat(9000) + "\r\ntext\r\n.\r\n");

            assertThat(client.reply()).startsWith("500");
            assertThat(client.reply()).startsWith("250");
            assertThat(ListenerUnderTest.ACCEPTED.take()).isEqualTo("text\r\n");
        }
    }

    @Test
    void jamesAcceptsABareCarriageReturnInContent() throws Exception {
        try (var client = RawSmtp.greetedBy(james.address())) {
            client.command("EHLO x");
            client.command("MAIL FROM:<a@contoso.test>");
            client.command("RCPT TO:<user@example.org>");
            client.command("DATA");

            assertThat(client.command("Subject: x\r\n\r\ntext\r.\rMAIL FROM:<b@contoso.test>\r\n."))
                    .startsWith("250");
        }
    }
}
