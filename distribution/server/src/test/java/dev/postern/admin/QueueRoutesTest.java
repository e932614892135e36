package dev.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.changes.Releases;
import dev.postern.delivery.AttemptWitness;
import dev.postern.partner.PartnerDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueRoutesTest {
    private static final String COMMAND = "Postern-Command: queue\r\n";

    private final AdminPort port;

    QueueRoutesTest() throws IOException {
        var queues = new OutboundQueues(
                PartnerDirectory::empty, Releases.open(Path.of("no-releases"), Clock.systemUTC()), AttemptWitness.NONE);
        port = AdminPort.open(
                new HealthRoute(AdminPort.sources("a", true, Optional.empty())),
                new QueueRoute(queues),
                new FlushRoute(queues),
                new KeptRoute(queues),
                new ReleaseRoute(queues));
    }

    @BeforeEach
    void isOpen() throws IOException {
        assertThat(port.ask("GET /healthz", "")).startsWith("HTTP/1.1 200");
    }

    @AfterEach
    void stop() {
        port.close();
    }

    @Test
    void aCommandOnThisMachineIsAnswered() throws IOException {
        assertThat(port.ask("GET /queue", COMMAND))
                .startsWith("HTTP/1.1 200")
                .contains("Content-Type: application/json")
                .endsWith("{\"entries\":[]}\n");
        assertThat(port.ask("POST /queue/flush", COMMAND))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\n{}\n");
    }

    @Test
    void aPartnerThatDoesNotExistIsToldSo() throws IOException {
        assertThat(port.ask("POST /queue/flush?partner=contoso", COMMAND))
                .startsWith("HTTP/1.1 404")
                .contains("Content-Type: application/problem+json")
                .endsWith("{\"title\":\"Not Found\",\"status\":404,\"detail\":\"No such partner.\"}\n");
    }

    @Test
    void aParameterThatDoesNotExistFlushesNotEverything() throws IOException {
        assertThat(port.ask("POST /queue/flush?parnter=contoso", COMMAND)).startsWith("HTTP/1.1 400");
    }

    @Test
    void whatNoMessageKeepsCannotBeReleased() throws IOException {
        assertThat(port.ask("GET /queue/kept", COMMAND)).startsWith("HTTP/1.1 200");
        assertThat(port.ask("POST /queue/release?name=contoso", COMMAND)).startsWith("HTTP/1.1 404");
        assertThat(port.ask("POST /queue/release", COMMAND)).startsWith("HTTP/1.1 400");
        assertThat(port.ask("POST /queue/release?name=", COMMAND)).startsWith("HTTP/1.1 400");
        assertThat(port.ask("POST /queue/release?name=contoso", "")).startsWith("HTTP/1.1 403");
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
        assertThat(port.ask(request, COMMAND)).startsWith("HTTP/1.1 405");
    }

    @Test
    void aWebPageInABrowserHereCannotFlush() throws IOException {
        assertThat(port.ask("POST /queue/flush", "")).startsWith("HTTP/1.1 403");
    }

    @Test
    void aNameThatSomebodyMadeToMeanThisMachineOpensNothing() throws IOException {
        assertThat(port.ask("POST /queue/flush", "evil.test", COMMAND, "")).startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/queue", "/queue/kept"})
    void norDoesAReadTellSuchAPageWhatIsQueued(String path) throws IOException {
        assertThat(port.ask("GET " + path, "")).startsWith("HTTP/1.1 403");
        assertThat(port.ask("GET " + path, "evil.test", COMMAND, "")).startsWith("HTTP/1.1 403");
    }
}
