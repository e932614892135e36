package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks of load balancers and scans, a hundred of each kind: the log has one counted line for them, and their first failure. */
class ConnectionsWithoutMailIT {
    private static final int CHECKS = 100;

    private static final String PROXY = "127.0.77.200";
    private static final Pattern COUNTED =
            Pattern.compile("(\\d+) connections? from (?:proxy )?(\\S+) brought no mail");
    private static final Site SITE = Site.named("connections-without-mail");
    private static List<String> log = List.of();
    /** A counted line and a first failure of each minute, of which the last one ends with the gateway. */
    private static int mostLines;

    @FunctionalInterface
    private interface Check {
        void run(String from) throws IOException, NoSuchAlgorithmException;
    }

    /**
     * A kind of connection.
     *
     * @param from in a network of its own: the clients of one network share a limit of connections
     * @param failure part of the log line of its first failure; empty if it is none, or is one by chance: a reset may be seen
     *     before or after the greeting
     */
    private record Kind(String name, String from, String failure, Check check) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "connects and closes",
                    "127.0.101.77",
                    "",
                    from -> open(from).close()),
            new Kind("connects and resets", "127.0.102.77", "", from -> reset(from, SITE.smtp)),
            new Kind("reads the greeting and resets", "127.0.103.77", "", ConnectionsWithoutMailIT::greetedAndReset),
            new Kind("says QUIT", "127.0.104.77", "", from -> says(from, "QUIT\r\n")),
            new Kind("says EHLO and QUIT", "127.0.105.77", "", from -> says(from, "EHLO lb.test\r\nQUIT\r\n")),
            new Kind("speaks HTTP", "127.0.106.77", "", from -> says(from, "GET / HTTP/1.0\r\n\r\nQUIT\r\n")),
            new Kind("says a NUL", "127.0.107.77", ": it sent a <NUL>", from -> {
                try (var client = open(from)) {
                    client.reply();
                    client.send("EHLO \0\r\n");
                    client.reply();
                }
            }),
            new Kind("closes behind STARTTLS", "127.0.108.77", " failed: the client closed", from -> {
                try (var client = ScriptedSmtpClient.greeted(from, SITE.smtp)) {
                    client.command("STARTTLS");
                }
            }),
            new Kind("says garbage behind STARTTLS", "127.0.109.77", " failed: not an SSL/TLS record", from -> {
                try (var client = ScriptedSmtpClient.greeted(from, SITE.smtp)) {
                    client.command("STARTTLS");
                    client.send("garbage\r\n");
                    client.replyOrEnd();
                }
            }),
            new Kind("says clear text behind STARTTLS at once", "127.0.110.77", "command injection", from -> {
                try (var client = ScriptedSmtpClient.greeted(from, SITE.smtp)) {
                    client.send("STARTTLS\r\nNOOP\r\n");
                    assertThat(client.reply().code()).isEqualTo(554);
                }
            }),
            new Kind("speaks TLS 1.1", "127.0.111.77", " failed: ", from -> handshake(from, old())),
            new Kind(
                    "does not trust the certificate",
                    "127.0.112.77",
                    " failed: ",
                    from -> handshake(from, distrustful())),
            new Kind("shakes hands and closes", "127.0.113.77", "", from -> handshake(from, TlsOffer.plain())),
            new Kind(
                    "closes the port of TLS",
                    "127.0.114.77",
                    " failed: the client closed",
                    from -> ScriptedSmtpClient.open(from, SITE.implicitTls).close()),
            new Kind("resets the port of TLS", "127.0.115.77", "", from -> reset(from, SITE.implicitTls)),
            new Kind("speaks SMTP to the port of TLS", "127.0.116.77", " failed: not an SSL/TLS record", from -> {
                try (var client = ScriptedSmtpClient.open(from, SITE.implicitTls)) {
                    client.send("EHLO client.test\r\n");
                    client.repliesToTheEnd();
                }
            }),
            new Kind("is a proxy without a header", PROXY, "Closing the connection from proxy", from -> {
                try (var client = open(from)) {
                    client.send("EHLO client.test, which is no header\r\n");
                    client.repliesToTheEnd();
                }
            }));

    private static ScriptedSmtpClient open(String from) throws IOException {
        return ScriptedSmtpClient.open(from, SITE.smtp);
    }

    private static void says(String from, String text) throws IOException {
        try (var client = open(from)) {
            client.reply();
            client.send(text);
            client.repliesToTheEnd();
        }
    }

    private static void reset(String from, int port) throws IOException {
        try (var socket = connect(from, port)) {
            socket.setSoLinger(true, 0);
        }
    }

    private static void greetedAndReset(String from) throws IOException {
        try (var socket = connect(from, SITE.smtp)) {
            assertThat(socket.getInputStream().read()).isPositive();
            socket.setSoLinger(true, 0);
        }
    }

    private static Socket connect(String from, int port) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddresses.forString(from), 0));
        socket.connect(new InetSocketAddress(InetAddresses.forString("127.0.0.1"), port));
        return socket;
    }

    private static void handshake(String from, TlsOffer offer) throws IOException {
        try (var client = ScriptedSmtpClient.greeted(from, SITE.smtp)) {
            client.startTls(offer);
        } catch (SSLException e) {
            // one of the two does not want the other
        }
    }

    private static TlsOffer old() {
        return TlsOffer.plain().only("TLSv1.1");
    }

    /** A client that trusts the public CAs only. */
    private static TlsOffer distrustful() throws NoSuchAlgorithmException {
        return new TlsOffer(SSLContext.getDefault(), List.of("TLSv1.3"), false);
    }

    @BeforeAll
    static void check() throws Exception {
        SITE.folder.write(
                "gateway.yaml",
                SITE.gatewayYaml()
                        .replace("smtp:\n", "smtp:\n  proxyProtocol: { from: [" + PROXY + "] }\n")
                        .replace("maxConnectionsPerAddress: 20", "maxConnectionsPerAddress: 100"));
        long begin = System.nanoTime();
        GatewayProcess gateway = SITE.start("partners: []\n");
        runAll();
        awaitTheEndOfAll();
        mostLines = 2 * (2 + Math.toIntExact(TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - begin)));
        gateway.terminate();
        gateway.awaitExit();
        log = new ArrayList<>(gateway.lines());
    }

    /** Each kind in a thread of its own. */
    private static void runAll() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(KINDS.size());
        try {
            List<Callable<Kind>> runs =
                    KINDS.stream().map(ConnectionsWithoutMailIT::checks).toList();
            for (var run : threads.invokeAll(runs)) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** A client is ahead of the gateway: what that has not accepted when it stops, or not seen closed, is not counted. */
    private static void awaitTheEndOfAll() throws IOException {
        ScriptedSmtpClient.greeted(Site.INSIDE, SITE.smtp).close(); // accepted after all others
        ScriptedSmtpClient.implicitTls(Site.INSIDE, SITE.implicitTls, TlsOffer.plain())
                .close();
        Await.until(
                "no connection is open", Await.PATIENCE, () -> metrics().contains("\npostern_smtp_connections 0.0\n"));
    }

    private static String metrics() {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SITE.admin + "/metrics"))
                                    .timeout(Await.PATIENCE)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static Callable<Kind> checks(Kind kind) {
        return () -> {
            for (int check = 0; check < CHECKS; check++) {
                kind.check().run(kind.from());
            }
            return kind;
        };
    }

    @AfterAll
    static void stop() throws IOException {
        SITE.close();
    }

    private static List<String> linesOf(Kind kind) {
        Predicate<String> isAbout = Pattern.compile("\\b" + Pattern.quote(kind.from()) + "(?![0-9])")
                .asPredicate();
        return log.stream().filter(isAbout).toList();
    }

    private static int counted(List<String> lines) {
        return lines.stream()
                .flatMap(line -> COUNTED.matcher(line).results())
                .mapToInt(match -> Integer.parseInt(match.group(1)))
                .sum();
    }

    static List<Kind> kinds() {
        return KINDS;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void aHundredChecksOfAKindAreCountedInOneLine(Kind kind) {
        List<String> lines = linesOf(kind);
        assertThat(lines).hasSizeLessThanOrEqualTo(mostLines);
        assertThat(counted(lines)).as(lines.toString()).isEqualTo(CHECKS);
        if (!kind.failure().isEmpty()) {
            assertThat(lines)
                    .anyMatch(line -> line.contains(kind.failure())
                            && !COUNTED.matcher(line).find());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void noFailureIsNull(Kind kind) {
        assertThat(linesOf(kind)).noneMatch(line -> line.contains("null"));
    }
}
