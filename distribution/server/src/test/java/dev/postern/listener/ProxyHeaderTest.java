package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.certificate.CertificateFiles;
import dev.postern.partner.Cidr;
import dev.postern.proxy.TrustedProxies;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustingAnyone;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that begin with a PROXY header, and those that should. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class ProxyHeaderTest {
    private static final String V2 = "\r\n\r\n\0\r\nQUIT\n";
    private static final String TCP4 = "\21\0\14" + "\300\0\2\1" + "\300\0\2\2" + "\60\71\0\31";

    private ListenerUnderTest proxied;
    private ListenerUnderTest implicit;
    private ListenerUnderTest direct;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        var files = new CertificateFiles(directory.resolve("gateway.crt"), directory.resolve("gateway.key"));
        CertificateAuthority.create("Test CA").issue("gw.example.org").writeTo(files.certificate(), files.privateKey());
        var tls = new ServerTls(files, TlsVersion.TLS_1_2, Clock.systemUTC());
        var loopback = new TrustedProxies(List.of(Cidr.parse("127.0.0.1/32").orElseThrow()));
        proxied = ListenerUnderTest.behind(loopback, tls, "<bind>127.0.0.1:0</bind><tls startTLS=\"true\"/>");
        implicit = ListenerUnderTest.behind(loopback, tls, "<bind>127.0.0.1:0</bind><tls socketTLS=\"true\"/>");
        direct = ListenerUnderTest.startTls(tls);
    }

    @AfterAll
    void stop() {
        proxied.close();
        implicit.close();
        direct.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.0.2.1 192.0.2.2 12345 25\r\n",
                "PROXY TCP6 2001:db8::1 2001:db8::2 12345 25\r\n",
                "PROXY UNKNOWN\r\n",
                "PROXY UNKNOWN whatever stands here\r\n",
                V2 + "!" + TCP4,
                V2 + " \0\0\0",
                V2 + "!\0\0\0",
            })
    void aHeaderIsReadAndTheClientGreeted(String header) throws Exception {
        try (var client = RawSmtp.to(proxied.address())) {
            client.send(header);
            assertThat(client.reply()).startsWith("220 ");
            assertThat(client.command("EHLO x")).contains("STARTTLS");
        }
    }

    @Test
    void commandsMayFollowInTheSamePacketAndTheHeaderMayComeInPieces() throws Exception {
        try (var client = RawSmtp.to(proxied.address())) {
            client.send("PROXY TCP4 192.0.2.1 192.0.2.2 12345 25\r\nNOOP\r\n");
            assertThat(client.reply()).startsWith("220 ");
            assertThat(client.reply()).startsWith("250 ");
        }
        try (var client = RawSmtp.to(proxied.address())) {
            for (String piece : "PROXY TCP4 192.0.2.1 192.0.2.2 12345 25\r\n".split("(?<= )", -1)) {
                client.send(piece);
            }
            assertThat(client.reply()).startsWith("220 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO client.test\r\nMAIL FROM:<a@b.test>\r\n",
                "PROXY TCP4 192.0.2.1\r\n",
                "PROXY TCP4 not.an.address 192.0.2.2 1 25\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 99999 25\r\n",
                "PROXY TCP5 192.0.2.1 192.0.2.2 1 25\r\n",
                "PROXY TCP4 2001:db8::1 2001:db8::2 1 25\r\n",
                "proxy tcp4 192.0.2.1 192.0.2.2 1 25\r\n",
                V2 + "1" + TCP4,
                V2 + "\"" + TCP4,
            })
    void withoutAHeaderNothingIsAccepted(String bytes) throws Exception {
        try (var client = RawSmtp.to(proxied.address())) {
            assertThat(client.send(bytes).rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PROXY TCP4 192.0.2.1", "EHLO x\r\n"})
    void aHeaderThatDoesNotComeIsNotWaitedForForLong(String bytes) throws Exception {
        try (var client = RawSmtp.to(proxied.address())) {
            assertThat(client.send(bytes).rest()).isEmpty();
        }
    }

    /** The proxy's own address is that of a host that may say XCLIENT; whoever is behind the proxy is not that host. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.0.2.1 192.0.2.2 12345 25\r\n",
                "PROXY UNKNOWN\r\n",
                V2 + "!" + TCP4,
                V2 + " \0\0\0",
                V2 + "!\0\0\0",
            })
    void aClientBehindTheProxyIsNoHostThatMaySayXclient(String header) throws Exception {
        try (var client = RawSmtp.to(proxied.address())) {
            client.send(header);
            assertThat(client.reply()).startsWith("220 ");
            assertThat(client.command("XCLIENT ADDR=192.0.2.9")).startsWith("500 ");
            assertThat(client.command("EHLO x")).doesNotContain("XCLIENT");
            assertThat(client.command("XCLIENT ADDR=192.0.2.9")).startsWith("500 ");
        }
        try (var host = RawSmtp.greetedBy(direct.address())) {
            assertThat(host.command("XCLIENT ADDR=192.0.2.9")).startsWith("220 ");
        }
    }

    @Test
    void aSecondHeaderIsASyntaxError() throws Exception {
        try (var client = RawSmtp.to(proxied.address())) {
            client.send("PROXY TCP4 192.0.2.1 192.0.2.2 12345 25\r\n");
            assertThat(client.reply()).startsWith("220 ");
            assertThat(client.command("PROXY TCP4 192.0.2.9 192.0.2.2 12345 25"))
                    .startsWith("500 ");
        }
    }

    @Test
    void aHeaderOfAStrangerIsASyntaxError() throws Exception {
        try (var client = RawSmtp.greetedBy(direct.address())) {
            assertThat(client.command("PROXY TCP4 192.0.2.1 192.0.2.2 12345 25"))
                    .startsWith("500 ");
        }
        try (var client = RawSmtp.greetedBy(direct.address())) {
            assertThat(client.send(V2 + "!" + TCP4).reply()).startsWith("5");
        }
    }

    @Test
    void theHeaderStandsBeforeImplicitTls() throws Exception {
        try (var client = RawSmtp.to(implicit.address())) {
            client.send("PROXY TCP4 192.0.2.1 192.0.2.2 12345 25\r\n");
            client.handshake(TrustingAnyone.context());
            assertThat(client.reply()).startsWith("220 ");
        }
    }
}
