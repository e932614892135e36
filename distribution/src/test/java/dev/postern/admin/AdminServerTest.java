package dev.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {
    private Optional<AdminServer> health = Optional.empty();

    @AfterEach
    void stop() {
        health.ifPresent(AdminServer::close);
    }

    /** A supervisor that gets no answer ends a gateway that is well. */
    @Test
    void aClientThatSendsHalfARequestDoesNotKeepOthersFromTheAnswer() throws Exception {
        InetSocketAddress address = free();
        health = Optional.of(new AdminServer(address, "a", () -> true, Optional::empty, HttpExchange::close));
        try (var slow = new Socket(address.getAddress(), address.getPort())) {
            slow.getOutputStream().write("GET /healthz HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            slow.getOutputStream().flush();

            for (int times = 0; times < 3; times++) {
                assertThat(status(address)).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /healthz HTTP/1.1\r\n",
                "GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n",
                "POST /queue/flush HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n"
            })
    void norDoMoreClientsOfThatKindThanThereAreThreads(String half) throws Exception {
        InetSocketAddress address = free();
        health = Optional.of(new AdminServer(address, "a", () -> true, Optional::empty, HttpExchange::close));
        besideSlowClients(
                address,
                half,
                () -> assertThat(List.of(status(address), status(address, "/livez")))
                        .containsOnly(200));
    }

    @Test
    void anAnswerThatIsBeingMadeIsNotCutForThem() throws Exception {
        InetSocketAddress address = free();
        var begun = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        health = Optional.of(new AdminServer(address, "a", () -> true, Optional::empty, exchange -> {
            begun.countDown();
            try {
                JsonAnswer.send(exchange, end.await(10, TimeUnit.SECONDS) ? 200 : 500, "{}");
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }));
        var flush = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + "/queue/flush"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        var answer = HttpClient.newHttpClient().sendAsync(flush, HttpResponse.BodyHandlers.discarding());
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        besideSlowClients(address, "GET", () -> assertThat(status(address)).isEqualTo(200));
        end.countDown();

        assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    /** What is done while more clients than there are threads have sent that and no more. */
    private static void besideSlowClients(InetSocketAddress address, String sent, Callable<?> work) throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int client = 0; client < 100; client++) {
                var socket = new Socket(address.getAddress(), address.getPort());
                slow.add(socket);
                socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            }
            var unused = work.call();
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aGatewayThatTakesNoMailIsNotReady() throws Exception {
        InetSocketAddress address = free();
        health = Optional.of(new AdminServer(address, "a", () -> false, Optional::empty, HttpExchange::close));
        assertThat(status(address)).isEqualTo(503);
    }

    /** Ending it would make no room. */
    @Test
    void aGatewayThatTakesNoMailIsAliveAllTheSame() throws Exception {
        InetSocketAddress address = free();
        health =
                Optional.of(new AdminServer(address, "a", () -> false, () -> Optional.of("full"), HttpExchange::close));
        assertThat(status(address, "/livez")).isEqualTo(200);
    }

    @Test
    void aGatewayThatRefusesNewMailSaysWhy() throws Exception {
        InetSocketAddress address = free();
        health = Optional.of(new AdminServer(
                address, "a", () -> true, () -> Optional.of("the \"disk\" is full"), HttpExchange::close));
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + "/healthz"))
                .build();
        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Postern-Instance")).contains("a");
        assertThat(answer.body())
                .isEqualTo("{\"status\":\"refusing new mail\",\"reason\":\"the \\\"disk\\\" is full\"}\n");
    }

    private static int status(InetSocketAddress address) throws Exception {
        return status(address, "/healthz");
    }

    private static int status(InetSocketAddress address, String page) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + page))
                .timeout(Duration.ofSeconds(5))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static InetSocketAddress free() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }
    }
}
