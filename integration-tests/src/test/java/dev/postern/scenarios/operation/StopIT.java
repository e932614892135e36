package dev.postern.scenarios.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** SIGTERM ends the gateway without losing what it has accepted. */
class StopIT {

    @Test
    void whatWasAcceptedIsHandedOnBeforeTheEnd() throws IOException {
        try (var site = Site.named("stop")) {
            var gateway = site.start("partners: []\n");
            List<Letter> lost;
            try (var client = site.outside()) {
                lost = accepted(client, 100);
                gateway.terminate();
                assertThat(gateway.awaitExit()).as(gateway.tail()).isZero();
            }
            site.inside
                    .received()
                    .forEach(
                            message -> lost.removeIf(letter -> message.content().contains(letter.marker())));
            assertThat(lost).as(gateway.tail()).isEmpty();
            assertThatThrownBy(() -> ScriptedSmtpClient.open(Site.OUTSIDE, site.smtp))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aStartThatFindsItsPortTakenHasSentNothing() throws IOException {
        try (var site = Site.named("port-taken")) {
            site.folder.write(
                    "gateway.yaml",
                    site.gatewayYaml().replace("nextHop: mail.example.test", "nextHop: later.example.test"));
            var first = site.start("partners: []\n");
            List<Letter> letters;
            try (var client = site.outside()) {
                letters = accepted(client, 20);
            }
            first.awaitLine("later.example.test", "deferred");
            first.terminate();
            first.awaitExit();
            site.zone.a("later.example.test", "127.0.0.1");
            int asked = site.dns.queries().size();

            try (var taken = new ServerSocket(site.smtp, 1, InetAddress.getLoopbackAddress())) {
                var failed = GatewayProcess.spawn(site.folder, site.jvmOptions());
                assertThat(failed.awaitExit()).as(failed.tail()).isEqualTo(69);
                assertThat(taken.isBound()).isTrue();
            }
            // It did not even look for the way.
            assertThat(site.dns.queries()).hasSize(asked);
            assertThat(site.inside.received()).isEmpty();

            site.start("partners: []\n");
            letters.forEach(letter -> site.inside.await(letter.marker()));
            assertThat(site.inside.received()).hasSameSizeAs(letters);
        }
    }

    @Test
    void aStopUnderLoadLosesNothingThatGot250AndTheRestIsTold421() throws Exception {
        try (var site = Site.named("stop-under-load")) {
            var gateway = site.start("partners: []\n");
            Queue<String> accepted = new ConcurrentLinkedQueue<>();
            Queue<Integer> ends = new ConcurrentLinkedQueue<>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ScriptedSmtpClient session = site.outside(); // none begins while the gateway stops
                var client = new Thread(() -> ends.add(sendUntilTheEnd(session, accepted)));
                client.start();
                clients.add(client);
            }
            Await.until("there is load", Await.PATIENCE, () -> accepted.size() > 50);
            gateway.terminate();
            assertThat(gateway.awaitExit()).as(gateway.tail()).isZero();
            for (Thread client : clients) {
                client.join();
            }
            assertThat(ends).as("the last reply of each session").hasSize(4).containsOnly(421);

            site.start("partners: []\n");
            for (String marker : accepted) {
                site.inside.await(marker);
            }
        }
    }

    /** Sends so many letters, each of which must be taken. */
    private static List<Letter> accepted(ScriptedSmtpClient client, int many) throws IOException {
        List<Letter> letters = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            var letter = Letter.from("carol@stranger.test");
            assertThat(client.mail("carol@stranger.test", "bob@example.test", letter)
                            .code())
                    .isEqualTo(250);
            letters.add(letter);
        }
        return letters;
    }

    /** The code of the last reply; 0 if the session ended without one. */
    private static int sendUntilTheEnd(ScriptedSmtpClient session, Queue<String> accepted) {
        try (var client = session) {
            while (true) {
                var letter = Letter.from("carol@stranger.test");
                Reply reply = client.mail("carol@stranger.test", "bob@example.test", letter);
                if (reply.code() != 250) {
                    return reply.code();
                }
                accepted.add(letter.marker());
            }
        } catch (IOException e) {
            return 0;
        }
    }
}
