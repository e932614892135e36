package dev.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.changes.Releases;
import dev.postern.delivery.AttemptWitness;
import dev.postern.partner.PartnerDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueuePageTest {
    private static final String COMMAND = "Postern-Command: queue\r\n";

    private final InetSocketAddress address = free();
    private final AdminServer port;

    QueuePageTest() throws IOException {
        port = open();
    }

    private AdminServer open() throws IOException {
        return new AdminServer(
                address,
                "a",
                () -> true,
                Optional::empty,
                new QueuePage(new OutboundQueues(
                        PartnerDirectory::empty,
                        Releases.open(Path.of("no-releases"), Clock.systemUTC()),
                        AttemptWitness.NONE)));
    }

    @BeforeEach
    void isOpen() throws IOException {
        assertThat(ask("GET /healthz", "")).startsWith("HTTP/1.1 200");
    }

    @AfterEach
    void stop() {
        port.close();
    }

    @Test
    void aCommandOnThisMachineIsAnswered() throws IOException {
        assertThat(ask("GET /queue", COMMAND)).startsWith("HTTP/1.1 200");
        assertThat(ask("POST /queue/flush", COMMAND))
                .startsWith("HTTP/1.1 200")
                .contains("Flushing the queue for all destinations.");
    }

    @Test
    void aPartnerThatDoesNotExistIsToldSo() throws IOException {
        assertThat(ask("POST /queue/flush?partner=contoso", COMMAND))
                .startsWith("HTTP/1.1 404")
                .contains("No such partner.");
    }

    @Test
    void whatNoMessageKeepsCannotBeReleased() throws IOException {
        assertThat(ask("GET /queue/kept", COMMAND)).startsWith("HTTP/1.1 200");
        assertThat(ask("POST /queue/release?name=contoso", COMMAND)).startsWith("HTTP/1.1 404");
        assertThat(ask("POST /queue/release", COMMAND)).startsWith("HTTP/1.1 400");
        assertThat(ask("POST /queue/release?name=contoso", "")).startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /queue/flush",
                "PUT /queue/flush",
                "POST /queue",
                "DELETE /queue",
                "POST /queue/kept",
                "GET /queue/release?name=contoso"
            })
    void whatWouldChangeSomethingByAReadIsRefused(String request) throws IOException {
        assertThat(ask(request, COMMAND)).startsWith("HTTP/1.1 405");
    }

    @Test
    void aWebPageInABrowserHereCannotFlush() throws IOException {
        assertThat(ask("POST /queue/flush", "")).startsWith("HTTP/1.1 403");
    }

    @Test
    void aNameThatSomebodyMadeToMeanThisMachineOpensNothing() throws IOException {
        assertThat(talk("POST /queue/flush", "evil.test", COMMAND)).startsWith("HTTP/1.1 403");
    }

    private String ask(String request, String header) throws IOException {
        return talk(request, "127.0.0.1:" + address.getPort(), header);
    }

    private String talk(String request, String host, String header) throws IOException {
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(5000);
            String text = request + " HTTP/1.1\r\nHost: " + host + "\r\n" + header
                    + "Content-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InetSocketAddress free() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }
    }
}
