package dev.postern.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.postern.admin.AdminPort;
import dev.postern.admin.AdminServer;
import dev.postern.admin.HealthRoute;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.server.DataDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code postern health} makes of a gateway's answer. */
class HealthCheckTest {
    @TempDir
    private Path data = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aGatewayThatTakesMailIsHealthy() throws Exception {
        assertThat(asked(true, Optional.empty())).isEqualTo(ExitStatus.STOPPED);
        assertThat(text(out)).isEqualTo("{\"status\":\"ready\"}\n");
    }

    @Test
    void aGatewayThatRefusesNewMailIsNotAndSaysWhy() throws Exception {
        assertThat(asked(true, Optional.of("the disk is full"))).isEqualTo(ExitStatus.NOT_ACCEPTING);
        assertThat(text(out)).contains("the disk is full");
    }

    @Test
    void aGatewayThatStopsIsNot() throws Exception {
        assertThat(asked(false, Optional.empty())).isEqualTo(ExitStatus.NOT_ACCEPTING);
    }

    @Test
    void aGatewayOnEveryAddressIsReachedOnThisMachine() throws Exception {
        InetSocketAddress every = new InetSocketAddress("0.0.0.0", freePort());
        try (var directory = DataDirectory.open(data);
                var ignored = gateway(every, directory.instance(), true, Optional.empty())) {
            directory.announce(every);
            assertThat(check()).isEqualTo(ExitStatus.STOPPED);
        }
    }

    @Test
    void aGatewayThatNeverRanIsMissing() {
        assertThat(check()).isEqualTo(ExitStatus.UNAVAILABLE);
        assertThat(text(err)).startsWith("No gateway with the data directory " + data + " answers: ");
    }

    @Test
    void aGatewayThatHasStoppedInOrderIsMissing() throws Exception {
        asked(true, Optional.empty());
        assertThat(data.resolve("admin.address")).doesNotExist();
    }

    @Test
    void aGatewayThatWasKilledIsMissing() throws Exception {
        Files.writeString(data.resolve("admin.address"), "127.0.0.1:" + freePort() + "\nmine\n");
        assertThat(check()).isEqualTo(ExitStatus.UNAVAILABLE);
    }

    @Test
    void anotherGatewayOnThePortOfOneThatWasKilledIsNotTakenForIt() throws Exception {
        var bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        Files.writeString(data.resolve("admin.address"), "127.0.0.1:" + bind.getPort() + "\nmine\n");
        for (boolean takesMail : new boolean[] {true, false}) {
            try (var ignored = gateway(bind, "theirs", takesMail, Optional.empty())) {
                assertThat(check()).isEqualTo(ExitStatus.UNAVAILABLE);
            }
        }
        assertThat(text(out)).isEmpty();
        assertThat(text(err)).contains("answers: another gateway or program listens at its address: HTTP/1.1 200 OK");
    }

    @Test
    void aProgramThatAnswersEverythingWith200IsNoGateway() throws Exception {
        var bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        HttpServer server = HttpServer.create(bind, 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            for (String instance : new String[] {"mine\n", "\n", ""}) {
                Files.writeString(data.resolve("admin.address"), "127.0.0.1:" + bind.getPort() + "\n" + instance);
                assertThat(check()).as(instance).isEqualTo(ExitStatus.UNAVAILABLE);
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aFileThatIsNoAddressIsNoStackTrace() throws Exception {
        for (String text : new String[] {
            "", "nonsense", "127.0.0.1:8000", "nonsense\na", "127.0.0.1:notaport\na", "127.0.0.1:99999\na"
        }) {
            Files.writeString(data.resolve("admin.address"), text);
            assertThat(check()).as(text).isEqualTo(ExitStatus.UNAVAILABLE);
        }
    }

    private int asked(boolean takesMail, Optional<String> refusal) throws Exception {
        var bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        try (var directory = DataDirectory.open(data);
                var ignored = gateway(bind, directory.instance(), takesMail, refusal)) {
            directory.announce(bind);
            return check();
        }
    }

    private static AdminServer gateway(
            InetSocketAddress bind, String instance, boolean takesMail, Optional<String> refusal) throws IOException {
        return AdminServer.open(
                bind,
                Set.of(new HealthRoute(AdminPort.sources(instance, takesMail, refusal))),
                AdminPort.authorization());
    }

    private int check() {
        return HealthCheck.ask(
                data,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String text(ByteArrayOutputStream printed) {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
