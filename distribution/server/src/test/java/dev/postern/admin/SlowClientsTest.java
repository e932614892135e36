package dev.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of the admin port that do not send, or do not read: a supervisor that gets no answer ends a gateway that is well. */
class SlowClientsTest {
    private static final HealthRoute HEALTH = new HealthRoute(AdminPort.sources("a", true, Optional.empty()));
    /** More than all buffers between the gateway and a client. */
    private static final String LONG = "x".repeat(32 * 1024 * 1024);

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private Optional<AdminPort> open = Optional.empty();

    @AfterEach
    void stop() {
        open.ifPresent(AdminPort::close);
    }

    private AdminPort open(Duration patience) throws IOException {
        AdminPort port = AdminPort.open(
                patience,
                HEALTH,
                new LivenessRoute(),
                TestRoute.get("/long", context -> context.result(LONG)),
                TestRoute.get("/work", context -> {
                    begun.countDown();
                    context.status(end.await(1, TimeUnit.MINUTES) ? 200 : 500);
                }));
        open = Optional.of(port);
        return port;
    }

    @Test
    void aClientThatSendsHalfARequestDoesNotKeepOthersFromTheAnswer() throws Exception {
        AdminPort port = open(Duration.ofMinutes(1));
        try (var slow = port.connect()) {
            AdminPort.send(slow, "GET /healthz HTTP/1.1\r\n");
            for (int times = 0; times < 3; times++) {
                assertThat(port.status("/healthz")).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /healthz HTTP/1.1\r\n",
                "GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n",
                "POST /queue/flush HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n",
                "GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n"
            })
    void norDoMoreClientsOfThatKindThanThereAreThreads(String sent) throws Exception {
        AdminPort port = open(Duration.ofMinutes(1));
        List<Socket> slow = new ArrayList<>();
        try {
            for (int client = 0; client < 100; client++) {
                slow.add(port.connect());
                AdminPort.send(slow.get(client), sent);
            }
            awaitCut(slow, 100 - AdminServer.SLOW_CLIENTS, sent.contains("/long"));
            assertThat(List.of(port.status("/healthz"), port.status("/livez"))).containsOnly(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void anAnswerThatIsBeingMadeIsNotCutForThem() throws Exception {
        AdminPort port = open(Duration.ofMillis(100));
        var work = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.port() + "/work"))
                .build();
        var answer = HttpClient.newHttpClient().sendAsync(work, HttpResponse.BodyHandlers.discarding());
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
        norDoMoreClientsOfThatKindThanThereAreThreads(port, "GET");
        end.countDown();

        assertThat(answer.get(1, TimeUnit.MINUTES).statusCode()).isEqualTo(200);
    }

    private static void norDoMoreClientsOfThatKindThanThereAreThreads(AdminPort port, String sent) throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int client = 0; client < 100; client++) {
                slow.add(port.connect());
                AdminPort.send(slow.get(client), sent);
            }
            for (Socket socket : slow) {
                assertThat(isCut(socket))
                        .isTrue(); // those beyond the number at once, the others when their time is over
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /healthz HTTP/1.1\r\nHost: a",
                "GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n",
                "GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
            })
    void aClientIsCutWhenItsTimeIsOver(String sent) throws Exception {
        AdminPort port = open(Duration.ofMillis(500));
        try (var slow = port.connect()) {
            AdminPort.send(slow, sent);

            assertThat(sent.contains("/long") ? isCutBeforeTheEnd(slow) : isCut(slow))
                    .isTrue();
        }
        assertThat(port.status("/healthz")).isEqualTo(200);
    }

    /** An idle time-out would never end it. */
    @Test
    void norMayItGoOnBySendingAnOctetNowAndThen() throws Exception {
        AdminPort port = open(Duration.ofMillis(500));
        try (var slow = port.connect()) {
            AdminPort.send(slow, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            slow.setSoTimeout(50);
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            boolean cut = false;
            while (!cut && System.nanoTime() < deadline) {
                cut = isCutAfter(slow, "x");
            }
            assertThat(cut).isTrue();
        }
    }

    @Test
    void aConnectionMayAskAgain() throws Exception {
        AdminPort port = open(Duration.ofMinutes(1));
        try (var socket = port.connect()) {
            for (int times = 0; times < 50; times++) {
                AdminPort.send(socket, "HEAD /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
                var answer = new StringBuilder();
                while (answer.indexOf("\r\n\r\n") < 0) {
                    answer.append((char) socket.getInputStream().read());
                }
                assertThat(answer).startsWith("HTTP/1.1 200");
            }
        }
    }

    /** None of it reaches a route, and it is not kept in memory. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n5f5e100\r\n"})
    void aHugeBodyIsRejectedAndNotRead(String header) throws Exception {
        AdminPort port = open(Duration.ofMinutes(1));
        try (var socket = port.connect()) {
            AdminPort.send(socket, "GET /work HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header);
            String kilobytes = "x".repeat(64 * 1024);
            long sent = 0;
            try {
                while (sent < 100_000_000) {
                    AdminPort.send(socket, kilobytes);
                    sent += kilobytes.length();
                }
            } catch (SocketException e) {
                // It hung up before all was sent, which is as good as the answer.
            }
            assertThat(sent).isLessThan(50_000_000);
        }
        assertThat(begun.getCount()).isEqualTo(1);
        assertThat(port.status("/livez")).isEqualTo(200);
    }

    @Test
    void aBodyThatIsTooLargeIsAProblem() throws Exception {
        assertThat(open(Duration.ofMinutes(1)).ask("GET /work", "localhost", "", "x".repeat(2000)))
                .startsWith("HTTP/1.1 413 ")
                .contains("{\"title\":\"Payload Too Large\",\"status\":413,\"detail\":\"Payload Too Large.\"}");
        assertThat(begun.getCount()).isEqualTo(1);
    }

    @Test
    void soAreHeadersThatAreTooLarge() throws Exception {
        assertThat(open(Duration.ofMinutes(1)).ask("GET /livez", "X: " + "x".repeat(10_000) + "\r\n"))
                .startsWith("HTTP/1.1 431 ");
    }

    /** Waits until so many are cut: until then a client that has just come may be the one that has waited longest. */
    private static void awaitCut(List<Socket> slow, int number, boolean answered) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        List<Socket> left = new ArrayList<>(slow);
        while (slow.size() - left.size() < number) {
            assertThat(System.nanoTime()).as("the time when they are cut").isLessThan(deadline);
            left.removeIf(socket -> isCutNow(socket, answered));
        }
    }

    /** @param answered whether there is an answer to read before the end would be seen; then it is noticed by sending */
    private static boolean isCutNow(Socket socket, boolean answered) {
        try {
            socket.setSoTimeout(1);
            if (answered) {
                AdminPort.send(socket, "x"); // answered by a reset, which the next one notices
                return false;
            }
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean isCut(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketException e) {
            return true;
        }
    }

    /** Waits until the server has gone, without reading what it sent. */
    private static boolean isCutBeforeTheEnd(Socket socket) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (System.nanoTime() < deadline) {
            if (isCutAfter(socket, "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCutAfter(Socket socket, String sent) {
        try {
            AdminPort.send(socket, sent);
            return !sent.startsWith("GET") && socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
