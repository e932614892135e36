package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.InboundScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one connection may do to the others: nothing. */
@ExtendWith(SharedScene.class)
class OneConnectionIT {
    private static final long FLOOD = 20L << 20;
    /** A heap of 512 MiB, and what Java needs beside it. */
    private static final long MOST_MEMORY = 850L << 20;

    private final InboundScene scene;

    OneConnectionIT(InboundScene scene) {
        this.scene = scene;
    }

    @AfterEach
    void theGatewayStillTakesMail() throws IOException {
        scene.expectStillAtWork();
    }

    @Test
    void clientsThatReadNoRepliesTakeNoMemory() throws Exception {
        scene.expectStillAtWork();
        List<Unread> floods = Stream.of("EHLO x\r\n", "NOOP\r\n", "RSET\r\n")
                .map(command -> new Unread(command, scene.site.smtp))
                .toList();
        try {
            floods.forEach(Thread::start);
            long most = 0;
            for (int i = 0; i < 20 || floods.stream().anyMatch(Unread::goesOn); i++) {
                scene.expectStillAtWork(); // others are answered
                most = Math.max(most, residentMemory());
            }
            assertThat(most).isLessThan(MOST_MEMORY);
        } finally {
            for (Unread flood : floods) {
                flood.socket.close();
            }
        }
    }

    /** Sends one command again and again, and reads nothing. */
    private static final class Unread extends Thread {
        private final byte[] commands;
        private final Socket socket;
        private final AtomicLong sent = new AtomicLong();
        private long seen = -1;

        private Unread(String command, int port) {
            super("flood");
            setDaemon(true);
            commands = command.repeat(1000).getBytes(StandardCharsets.US_ASCII);
            try {
                socket = new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void run() {
            try {
                while (sent.get() < FLOOD) {
                    socket.getOutputStream().write(commands);
                    sent.addAndGet(commands.length);
                }
            } catch (IOException e) {
                // the gateway has hung up
            }
        }

        /** Whether it sent more since it was asked last. */
        private boolean goesOn() {
            long before = seen;
            seen = sent.get();
            return isAlive() && seen != before;
        }
    }

    private long residentMemory() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + scene.gateway.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(kib -> Long.parseLong(kib) * 1024)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP", "RSET", "EHLO client.test", "MAIL FROM:<carol@stranger.test>\r\nRSET"})
    void commandsWithoutMailHaveAnEnd(String command) throws IOException {
        try (var client = scene.site.outside()) {
            for (int i = 0; i < 200; i++) {
                send(client, command + "\r\n");
            }
            List<Reply> replies = client.repliesToTheEnd();
            assertThat(replies.get(replies.size() - 1).code()).isEqualTo(421);
        }
    }

    private static void send(ScriptedSmtpClient client, String commands) throws IOException {
        try {
            client.send(commands);
        } catch (SocketException hungUp) {
            // its last reply is still there to be read
        }
    }

    @Test
    void recipientsBeyondTheLimitAreDeferredAndTheOthersServed() throws IOException {
        var letter = Letter.from("carol@stranger.test");
        List<Integer> codes = new ArrayList<>();
        try (var client = scene.site.outside()) {
            client.command("MAIL FROM:<carol@stranger.test>");
            for (int i = 0; i < 1100; i++) {
                codes.add(client.command("RCPT TO:<bob" + i + "@example.test>").code());
            }
            assertThat(client.command("DATA").code()).isEqualTo(354);
            client.send(letter.dotStuffed());
            assertThat(client.reply().code()).isEqualTo(250);
            assertThat(client.command("NOOP").code()).isEqualTo(250);
        }
        assertThat(codes.subList(0, 1000)).containsOnly(250);
        assertThat(codes.subList(1000, 1100)).containsOnly(452);
        Await.until("all who were accepted have it", Await.PATIENCE, () -> recipients(letter) == 1000);
    }

    private long recipients(Letter letter) {
        return scene.site.inside.received().stream()
                .filter(message -> message.content().contains(letter.marker()))
                .mapToLong(message -> message.recipients().size())
                .sum();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void contentBeforeItsTimeIsNoMessage(boolean tls) throws IOException {
        var letter = Letter.from("carol@stranger.test");
        try (var client = tls ? scene.site.outsideOverTls() : scene.site.outside()) {
            client.command("MAIL FROM:<carol@stranger.test>");
            client.command("RCPT TO:<bob@example.test>");
            client.send("DATA\r\n" + letter.dotStuffed());
            assertThat(client.reply().code()).isEqualTo(554);
            assertThat(client.repliesToTheEnd()).isEmpty();
        }
        scene.expectStillAtWork();
        assertThat(scene.site.inside.has(letter)).isFalse();
    }
}
