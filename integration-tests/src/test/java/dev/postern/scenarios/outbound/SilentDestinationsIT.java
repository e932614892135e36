package dev.postern.scenarios.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Domains whose servers accept connections and never say a word: all other mail leaves within seconds all the same. */
class SilentDestinationsIT {
    private static final int MANY = 60;
    private static final Duration SECONDS = Duration.ofSeconds(60);
    private static final String BOSS = "boss@example.test";

    private final List<ServerSocket> silent = new ArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private volatile long lastConnection;
    private Site site;
    private ScriptedSmtpServer good;

    @BeforeEach
    void start() {
        site = Site.named("silent-destinations");
        good = ScriptedSmtpServer.start("127.0.4.1", site.mx, ServerScript.noStartTls());
        site.zone.mx("good.test", 10, "mx.good.test").a("mx.good.test", "127.0.4.1");
        site.start("partners: []\n");
    }

    @AfterEach
    void stop() throws IOException {
        for (ServerSocket socket : silent) {
            socket.close();
        }
        for (Socket socket : connections) {
            socket.close();
        }
        good.close();
        site.close();
    }

    /** Accepts connections, and answers none. */
    private void silentServer(String address) throws IOException {
        var server = new ServerSocket(site.mx, 2 * MANY, InetAddress.getByName(address));
        silent.add(server);
        var thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            connections.add(server.accept());
                            lastConnection = System.nanoTime();
                        }
                    } catch (IOException e) {
                        // closed
                    }
                },
                "silent");
        thread.setDaemon(true);
        thread.start();
    }

    private void silentDomain(int number, String address) {
        site.zone.mx("s" + number + ".test", 10, "mx.s" + number + ".test").a("mx.s" + number + ".test", address);
    }

    private void mailToTheSilentAndThenToTheGood() throws IOException {
        send(IntStream.range(0, MANY)
                .mapToObj(number -> "a@s" + number + ".test")
                .toList());
        Await.until(
                "all deliveries to the silent that start at once have connected",
                SECONDS,
                () -> !connections.isEmpty() && System.nanoTime() - lastConnection > TimeUnit.SECONDS.toNanos(1));
        send(List.of("a@good.test"));
        Await.until(
                "the mail to good.test left", SECONDS, () -> !good.received().isEmpty());
        assertThat(good.received()).hasSize(1);
    }

    private void send(List<String> recipients) throws IOException {
        try (var client = site.insider()) {
            assertThat(client.mail(BOSS, recipients, Letter.from(BOSS)).code()).isEqualTo(250);
        }
    }

    @Test
    void sixtySilentDomainsWithOneServerDelayNobodyElse() throws IOException {
        silentServer("127.0.3.1");
        IntStream.range(0, MANY).forEach(number -> silentDomain(number, "127.0.3.1"));

        mailToTheSilentAndThenToTheGood();
    }

    @Test
    void sixtySilentDomainsWithAServerEachDelayNobodyElse() throws IOException {
        for (int number = 0; number < MANY; number++) {
            silentServer("127.0.3." + (number + 1));
            silentDomain(number, "127.0.3." + (number + 1));
        }

        mailToTheSilentAndThenToTheGood();
    }
}
