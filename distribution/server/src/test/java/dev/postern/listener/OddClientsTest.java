package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.certificate.CertificateFiles;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.CipherSuites;
import dev.postern.tls.IssuedCertificate;
import dev.postern.tls.OddCertificate;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustingAnyone;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Clients whose TLS OpenSSL takes and JSSE does not, and what the log says of those that fail. */
class OddClientsTest {
    private static final SSLContext ANONYMOUS = TrustingAnyone.context();
    /** What Windows Server 2012 R2 offers to a server with an RSA certificate, as far as JSSE has it. */
    private static final String[] WINDOWS_2012_R2 = {
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        "TLS_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_RSA_WITH_AES_256_CBC_SHA256",
        "TLS_RSA_WITH_AES_128_CBC_SHA"
    };

    private static final IssuedCertificate OURS = CertificateAuthority.create("Test CA")
            .issue(CertificateTemplate.of("gw.example.org").key(CertificateTemplate.KeyKind.RSA_2048));

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private CertificateFiles files;

    @BeforeEach
    void certificate(@TempDir Path directory) {
        files = new CertificateFiles(directory.resolve("gateway.crt"), directory.resolve("gateway.key"));
        OURS.writeTo(files.certificate(), files.privateKey());
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void detach() {
        logger().detachAppender(log);
    }

    private static ch.qos.logback.classic.Logger logger() {
        return (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("dev.postern.listener");
    }

    private ServerTls tls(CipherSuites suites) throws Exception {
        return new ServerTls(files, TlsVersion.TLS_1_2, suites, Clock.systemUTC());
    }

    /** A name as some client writes it, whatever JSSE thinks of it. */
    private static final class Sni extends SNIServerName {
        private Sni(byte[] name) {
            super(0, name);
        }
    }

    static Stream<String> names() {
        return Stream.of(
                "gw.example.org",
                "mail_gateway",
                "_mail._tcp.example.org",
                "gw.example.org.",
                ".",
                "-gw.example.org",
                "gw-.example.org",
                "gw..example.org",
                "192.0.2.1",
                "[192.0.2.1]",
                "2001:db8::1",
                "*.example.org",
                "gw.example.org:25",
                "gw example org",
                "m\u00fcller.example",
                "xn--",
                "localhost",
                "a".repeat(300));
    }

    @ParameterizedTest
    @MethodSource("names")
    void anyNameInSniIsIgnored(String name) throws Exception {
        try (var listener = ListenerUnderTest.startTls(tls(CipherSuites.MODERN))) {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                try (var client = RawSmtp.greetedBy(listener.address())) {
                    SSLSocket socket = startTls(client, ANONYMOUS, version);
                    var parameters = socket.getSSLParameters();
                    parameters.setServerNames(List.of(new Sni(name.getBytes(StandardCharsets.UTF_8))));
                    socket.setSSLParameters(parameters);
                    socket.startHandshake();

                    assertThat(socket.getSession().getProtocol()).isEqualTo(version);
                }
            }
        }
    }

    private static SSLSocket startTls(RawSmtp client, SSLContext context, String version, String... suites)
            throws IOException {
        assertThat(client.command("STARTTLS")).startsWith("220");
        var socket = (SSLSocket) context.getSocketFactory().createSocket(client.socket(), null, false);
        socket.setUseClientMode(true);
        socket.setEnabledProtocols(new String[] {version});
        if (suites.length > 0) {
            socket.setEnabledCipherSuites(suites);
        }
        return socket;
    }

    @ParameterizedTest
    @EnumSource(OddCertificate.class)
    void aClientsCertificateAgainstRfc5280IsThereToBeJudged(OddCertificate odd) throws Exception {
        IssuedCertificate issued = odd.make();
        try (var listener = ListenerUnderTest.startTls(tls(CipherSuites.MODERN))) {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                try (var client = RawSmtp.greetedBy(listener.address())) {
                    client.startTls(insisting(issued), version);

                    assertThat(client.command("XTLS")).contains(version).endsWith("certificate=Optional[[]]");
                }
            }
        }
    }

    /** Presents it whatever is asked for. */
    private static SSLContext insisting(IssuedCertificate issued) {
        return TrustingAnyone.context(new InsistentClient(issued));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void ourOwnCertificateMayBeOne(String version) throws Exception {
        OddCertificate.EMPTY_ISSUER_AND_SUBJECT.make().writeTo(files.certificate(), files.privateKey());
        try (var listener = ListenerUnderTest.startTls(tls(CipherSuites.MODERN));
                var client = RawSmtp.greetedBy(listener.address())) {
            // The client here is JSSE, which rejects it after it has got it.
            assertThatThrownBy(() -> client.startTls(ANONYMOUS, version)).hasStackTraceContaining("Empty issuer DN");
        }
    }

    @Test
    void windows2012R2FindsACommonSuiteWithCompatibleOnes() throws Exception {
        try (var listener = ListenerUnderTest.startTls(tls(CipherSuites.COMPATIBLE));
                var client = RawSmtp.greetedBy(listener.address())) {
            SSLSocket socket = startTls(client, ANONYMOUS, "TLSv1.2", WINDOWS_2012_R2);
            socket.startHandshake();

            assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384");
        }
    }

    @Test
    void compatibleSuitesHaveForwardSecrecyAndStandBehindAllOthers() throws Exception {
        List<String> compatible =
                List.of(tls(CipherSuites.COMPATIBLE).newEngine().getEnabledCipherSuites());
        List<String> modern = List.of(tls(CipherSuites.MODERN).newEngine().getEnabledCipherSuites());

        assertThat(compatible).startsWith(modern.toArray(new String[0])).hasSizeGreaterThan(modern.size());
        assertThat(compatible.subList(modern.size(), compatible.size()))
                .allMatch(suite -> suite.matches("TLS_ECDHE_(ECDSA|RSA)_WITH_AES_(128|256)_CBC_SHA(256|384)?"));
    }

    @Test
    void noCommonSuiteIsLoggedOnceAndRemembered() throws Exception {
        ServerTls tls = tls(CipherSuites.MODERN);
        try (var listener = ListenerUnderTest.startTls(tls);
                var client = RawSmtp.greetedBy(listener.address())) {
            SSLSocket socket = startTls(client, ANONYMOUS, "TLSv1.2", WINDOWS_2012_R2);
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
            client.close();
            await(() -> listener.openSessions() == 0 && !lines().isEmpty());
        }

        assertThat(lines())
                .singleElement()
                .asString()
                .contains("The TLS handshake with 127.0.0.1", "no cipher suites in common", "tls.suites: compatible");
        assertThat(tls.failures().of(InetAddress.getLoopbackAddress()))
                .get()
                .asString()
                .contains(" s before: ", "no cipher suites in common");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0016\u0003\u0001", "EHLO again\r\n", "\u0015\u0003\u0003\u0000\u0002\u0002("})
    void aClientThatLeavesDuringTheHandshakeIsLoggedOnceWithAReason(String sent) throws Exception {
        try (var listener = ListenerUnderTest.startTls(tls(CipherSuites.MODERN));
                var client = RawSmtp.greetedBy(listener.address())) {
            assertThat(client.command("STARTTLS")).startsWith("220");
            client.send(sent).close();
            await(() -> listener.openSessions() == 0 && !lines().isEmpty());
        }

        assertThat(lines())
                .singleElement()
                .asString()
                .startsWith("The TLS handshake with 127.0.0.1")
                .doesNotContain("null");
    }

    private List<String> lines() {
        return log.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains("127.0.0.1"))
                .toList();
    }

    private static void await(BooleanSupplier condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
