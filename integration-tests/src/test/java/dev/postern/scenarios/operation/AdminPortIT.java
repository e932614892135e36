package dev.postern.scenarios.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The admin port of the packaged gateway, as a page in a browser, a slow client and Prometheus see it. */
class AdminPortIT {
    /** As many may keep the admin port waiting at once. */
    private static final int MOST_SLOW_CLIENTS = 24;

    private static final String FLUSH = "{\"partner\":\"contoso\"}";
    private static final String BOSS = "boss@example.test";
    private static Site site;
    private static ScriptedSmtpServer contoso;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        site = Site.named("admin-port");
        contoso = ScriptedSmtpServer.start(ServerScript.noStartTls());
        site.zone.a("mx.contoso.test", "127.0.0.1");
        site.folder.write("gateway.yaml", site.gatewayYaml().replace("retries: [2s]", "retries: [1h]"));
        gateway = site.start("""
                partners:
                  - name: contoso
                    domains: [contoso.test]
                    outbound: { level: encrypt, nextHop: "mx.contoso.test:%d" }
                """.formatted(contoso.port()));
    }

    @AfterAll
    static void stop() throws IOException {
        contoso.close();
        site.close();
    }

    @Test
    void aPageInABrowserFlushesNothingAndPrometheusSeesWhatIsQueued() throws IOException {
        var letter = Letter.from(BOSS);
        try (var client = site.insider()) {
            assertThat(client.mail(BOSS, "bob@contoso.test", letter).code()).isEqualTo(250);
        }
        Await.until(
                "it is queued",
                Await.PATIENCE,
                () -> ask("GET /metrics", "127.0.0.1", "")
                        .contains("\npostern_queue_messages{queue=\"outgoing-partners\"} 1.0\n"));
        gateway.awaitLine("outbound", "partner=contoso ", "verdict=deferred"); // it is being tried no more
        contoso.become(ServerScript.tls(TlsOffer.with(site.ca.issue("mx.contoso.test"))));

        String command = "Postern-Command: test\r\nAuthorization: Bearer "
                + Files.readString(site.folder.data().resolve("admin.token")).strip() + "\r\n";
        assertThat(flush("127.0.0.1:" + site.admin, "Origin: https://evil.test\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("application/problem+json");
        assertThat(flush("127.0.0.1:" + site.admin, "Origin: https://evil.test\r\n" + command))
                .startsWith("HTTP/1.1 403 ");
        assertThat(flush("evil.test:" + site.admin, command)).startsWith("HTTP/1.1 403 ");
        assertThat(flush("127.0.0.1", "Postern-Command: test\r\n")).startsWith("HTTP/1.1 401 ");
        assertThat(ask("GET /metrics", "evil.test", "")).startsWith("HTTP/1.1 403 ");
        assertThat(contoso.has(letter)).isFalse();

        assertThat(flush("127.0.0.1", command)).startsWith("HTTP/1.1 200 ").endsWith("{\"partner\":\"contoso\"}\n");
        assertThat(contoso.await(letter).tls()).isPresent();
    }

    @Test
    void slowClientsKeepNoHealthCheckFromItsAnswer() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int client = 0; client < 100; client++) {
                slow.add(connect());
                send(
                        slow.get(client),
                        "POST /api/v1/queue/flush HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx");
            }
            Await.until(
                    "most of them are cut",
                    Await.PATIENCE,
                    () -> slow.stream().filter(AdminPortIT::isCut).count() >= 100 - MOST_SLOW_CLIENTS);
            assertThat(ask("GET /healthz", "127.0.0.1", ""))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("{\"status\":\"ready\"")
                    .doesNotContainIgnoringCase("\r\nServer:");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static boolean isCut(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static String flush(String host, String headers) {
        return ask("POST /api/v1/queue/flush", host, headers + "Content-Type: application/json\r\n", FLUSH);
    }

    private static String ask(String request, String host, String headers) {
        return ask(request, host, headers, "");
    }

    private static String ask(String request, String host, String headers, String body) {
        try (var socket = connect()) {
            send(
                    socket,
                    request + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "Content-Length: " + body.length()
                            + "\r\nConnection: close\r\n\r\n" + body);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), site.admin);
        socket.setSoTimeout(Math.toIntExact(Await.PATIENCE.toMillis()));
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }
}
