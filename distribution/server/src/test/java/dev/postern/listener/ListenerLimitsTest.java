package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.certificate.CertificateFiles;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TlsVersion;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
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
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
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
            Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
            client.socket().setSoTimeout(50);
            String reply = "";
            while (reply.isEmpty() && Instant.now().isBefore(deadline)) {
                try {
                    say(client, "x");
                    reply = client.reply();
                } catch (java.io.UncheckedIOException e) {
                    reply = ""; // nothing yet
                }
            }
            assertThat(reply).startsWith("421 4.4.2");
        }
    }

    @Test
    void aClientThatNeverComesToDataIsTold421() throws Exception {
        try (var listener = ListenerUnderTest.start(tls, STARTTLS + "<transactionTimeout>1</transactionTimeout>");
                var client = RawSmtp.greetedBy(listener.address())) {
            assertThat(lastReply(client, "NOOP\r\n")).startsWith("421 4.4.2 No message within the time");
        }
    }

    @Test
    void mailWithoutDataEarnsNoTime() throws Exception {
        try (var listener = ListenerUnderTest.start(tls, STARTTLS + "<transactionTimeout>1</transactionTimeout>");
                var client = RawSmtp.greetedBy(listener.address())) {
            client.command("EHLO client.test");
            assertThat(lastReply(client, "MAIL FROM:<a@client.test>\r\nRSET\r\n"))
                    .startsWith("421 4.4.2 No message within the time");
        }
    }

    @Test
    void contentThatDripsIsTold421() throws Exception {
        try (var listener = ListenerUnderTest.start(
                        tls, STARTTLS + "<connectiontimeout>1</connectiontimeout><minDataRate>1000000</minDataRate>");
                var client = RawSmtp.greetedBy(listener.address())) {
            client.command("EHLO client.test");
            client.command("MAIL FROM:<a@client.test>");
            client.command("RCPT TO:<b@example.org>");
            client.command("DATA");
            assertThat(lastReply(client, "a whole line\r\n")).startsWith("421 4.4.2 Content arrives too slowly");
        }
        assertThat(ListenerUnderTest.ACCEPTED).isEmpty();
    }

    /** Sends it. The reply of a listener that has hung up meanwhile is still there to be read. */
    private static void say(RawSmtp client, String octets) {
        try {
            client.send(octets);
        } catch (java.io.UncheckedIOException hungUp) {
            assertThat(hungUp).hasCauseInstanceOf(java.net.SocketException.class);
        }
    }

    /** The last reply to a client that sends the same again whenever the listener waits for it. */
    private static String lastReply(RawSmtp client, String octets) throws Exception {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        client.socket().setSoTimeout(20);
        String last = "";
        while (!last.startsWith("421") && Instant.now().isBefore(deadline)) {
            say(client, octets);
            try {
                do {
                    last = client.reply();
                } while (!last.startsWith("421") && Instant.now().isBefore(deadline));
            } catch (java.io.UncheckedIOException e) {
                last = ""; // nothing more yet
            }
        }
        return last;
    }

    @ParameterizedTest
    @ValueSource(strings = {"startTLS", "socketTLS"})
    void aHandshakeThatDripsIsEnded(String mode) throws Exception {
        byte[] hello = HexFormat.of().parseHex("16030100c8010000c40303"); // of a ClientHello of 200 octets
        try (var listener = ListenerUnderTest.start(
                        tls,
                        "<bind>127.0.0.1:0</bind><tls " + mode + "=\"true\"/><handshakeTimeout>1</handshakeTimeout>");
                var client = RawSmtp.to(listener.address())) {
            if (mode.equals("startTLS")) {
                client.reply();
                assertThat(client.command("STARTTLS")).startsWith("220 ");
            }
            client.socket().setSoTimeout(20);
            Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
            int sent = 0;
            boolean ended = false;
            while (!ended && Instant.now().isBefore(deadline)) {
                try {
                    if (sent < 200) { // never the whole
                        client.socket().getOutputStream().write(sent < hello.length ? hello[sent] : 0);
                        sent++;
                    }
                    ended = client.socket().getInputStream().read() < 0;
                } catch (java.net.SocketTimeoutException e) {
                    ended = false;
                } catch (java.net.SocketException e) {
                    ended = true;
                }
            }
            assertThat(ended).isTrue();
        }
    }

    @Test
    void aClientThatIsNotLetInHasNoSessionToEnd() throws Exception {
        EndedSessions.MISSING.set(0);
        try (var listener = ListenerUnderTest.start(tls, STARTTLS + "<connectionLimitPerIP>1</connectionLimitPerIP>");
                var first = RawSmtp.greetedBy(listener.address())) {
            for (int client = 0; client < 5; client++) {
                try (var refused = RawSmtp.to(listener.address())) {
                    assertThat(refused.rest()).startsWith("421 4.7.0");
                }
            }
            assertThat(first.command("NOOP")).startsWith("250");
            assertThat(first.command("QUIT")).startsWith("221");
            assertThat(first.rest()).isEmpty();
            Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
            while (listener.openSessions() > 0 && Instant.now().isBefore(deadline)) {
                Thread.onSpinWait();
            }
            assertThat(listener.openSessions()).isZero();
        }
        assertThat(EndedSessions.MISSING).hasValue(0);
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
