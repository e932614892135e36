package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFiles;
import dev.postern.tls.TlsVersion;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What smtpserver.xml says, and what a client sees of it. */
class ListenerLimitsTest {
    private static final String STARTTLS = "<bind>127.0.0.1:0</bind><tls startTLS=\"true\"/>";

    private ServerTls tls;

    @BeforeEach
    void certificate(@TempDir Path directory) throws Exception {
        var files = new CertificateFiles(directory.resolve("gateway.crt"), directory.resolve("gateway.key"));
        CertificateAuthority.create("Test CA").issue("gw.example.org").writeTo(files.certificate(), files.privateKey());
        tls = new ServerTls(files, TlsVersion.TLS_1_2, Clock.systemUTC());
    }

    @ParameterizedTest
    @CsvSource({
        "connectionLimit,421 4.7.0 Too many connections",
        "connectionLimitPerIP,421 4.7.0 Too many connections from your address"
    })
    void oneConnectionTooManyIsTold421(String limit, String reply) throws Exception {
        try (var listener = ListenerUnderTest.start(tls, STARTTLS + "<" + limit + ">2</" + limit + ">")) {
            try (var first = RawSmtp.greetedBy(listener.address());
                    var second = RawSmtp.greetedBy(listener.address())) {
                for (int more = 0; more < 3; more++) {
                    try (var refused = RawSmtp.to(listener.address())) {
                        assertThat(refused.rest()).isEqualTo(reply + ", try again later\r\n");
                    }
                }
                assertThat(first.command("NOOP")).startsWith("250");
                assertThat(second.command("NOOP")).startsWith("250");
            }
            assertGreetedAgain(listener.address());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"connectionLimit", "connectionLimitPerIP"})
    void anotherListenerDoesNotDoubleWhatIsLetIn(String limit) throws Exception {
        String elements = STARTTLS + "<" + limit + ">2</" + limit + ">";
        try (var listeners = ListenerUnderTest.start(tls, elements, elements)) {
            try (var first = RawSmtp.greetedBy(listeners.address(0));
                    var second = RawSmtp.greetedBy(listeners.address(1))) {
                for (int listener = 0; listener < 2; listener++) {
                    try (var refused = RawSmtp.to(listeners.address(listener))) {
                        assertThat(refused.rest()).startsWith("421 4.7.0 Too many connections");
                    }
                }
                assertThat(first.command("NOOP")).startsWith("250");
                assertThat(second.command("NOOP")).startsWith("250");
            }
            assertGreetedAgain(listeners.address(0));
            assertGreetedAgain(listeners.address(1));
        }
    }

    private static void assertGreetedAgain(InetSocketAddress address) throws Exception {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(10));
        String greeting = "";
        while (!greeting.startsWith("220") && Instant.now().isBefore(deadline)) {
            try (var client = RawSmtp.to(address)) {
                greeting = client.reply();
            }
        }
        assertThat(greeting).startsWith("220");
    }

    @Test
    void anIdleClientIsTold421() throws Exception {
        try (var listener = ListenerUnderTest.start(tls, STARTTLS + "<connectiontimeout>1</connectiontimeout>");
                var client = RawSmtp.greetedBy(listener.address())) {
            assertThat(client.rest()).isEqualTo("421 4.4.2 Idle for too long, closing connection\r\n");
        }
    }

    @Test
    void aClientThatDripsBytesIsIdle() throws Exception {
        try (var listener = ListenerUnderTest.start(tls, STARTTLS + "<connectiontimeout>1</connectiontimeout>");
                var client = RawSmtp.greetedBy(listener.address())) {
            Instant deadline = Instant.now().plus(Duration.ofSeconds(10));
            client.socket().setSoTimeout(50);
            String reply = "";
            while (reply.isEmpty() && Instant.now().isBefore(deadline)) {
                try {
                    reply = client.send("x").reply();
                } catch (java.io.UncheckedIOException e) {
                    reply = ""; // nothing yet
                }
            }
            assertThat(reply).startsWith("421 4.4.2");
        }
    }

    @Test
    void ipv6IsBoundWithoutAskingDns() throws Exception {
        try (var listener = ListenerUnderTest.start(tls, "<bind>[::1]:0</bind><tls startTLS=\"true\"/>");
                var client = RawSmtp.to(listener.address())) {
            assertThat(BindAddress.text(listener.address())).startsWith("[::1]:");
            assertThat(client.reply()).startsWith("220");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1:25", "25", "127.0.0.1", "[::1]", "127.0.0.1:99999", ""})
    void aBindThatIsNoAddressIsRefused(String bind) {
        assertThat(BindAddress.parse(bind)).isEmpty();
    }

    @Test
    void aBindAddressIsWrittenAsItIsRead() throws Exception {
        for (String text : new String[] {"[::1]:25", "0.0.0.0:2525", "127.0.0.1:25"}) {
            InetSocketAddress address = BindAddress.parse(text).orElseThrow();
            assertThat(BindAddress.text(address)).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<tls startTLS=\"true\"><keystore>file://conf/keystore</keystore></tls>",
                "<tls startTLS=\"true\"><supportedProtocols><protocol>TLSv1</protocol></supportedProtocols></tls>",
                "<tls startTLS=\"true\" socketTLS=\"true\"/>",
                "<proxyRequired>true</proxyRequired>"
            })
    void whatTheListenerWouldNotHonourIsRefused(String elements) {
        assertThatThrownBy(() -> ListenerUnderTest.start(tls, "<bind>127.0.0.1:0</bind>" + elements))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void withoutTlsThereIsNoStartTls() throws Exception {
        try (var listener = ListenerUnderTest.start(tls, "<bind>127.0.0.1:0</bind>");
                var client = RawSmtp.greetedBy(listener.address())) {
            assertThat(client.command("EHLO x")).doesNotContain("STARTTLS");
            assertThat(client.command("STARTTLS")).startsWith("500");
            assertThat(client.command("XTLS")).contains("started=false");
        }
    }
}
