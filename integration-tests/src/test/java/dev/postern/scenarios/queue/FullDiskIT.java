package dev.postern.scenarios.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.SmallDisk;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The disk is full: mail waits with its sender, nothing that was accepted is lost, and the gateway lives. */
class FullDiskIT {
    private static final long MIB = 1 << 20;
    private static final int CLIENTS = 4;
    private static final String SENDER = "carol@stranger.test";
    private static final String RECIPIENT = "bob@example.test";
    private static final String LINES = ("x".repeat(64) + "\r\n").repeat(10_000);

    @Test
    void aDiskThatIsFilledFromOutsideRefusesForNowAndTakesMailAgainWithoutRestart() throws Exception {
        try (var site = Site.named("full-disk-outside");
                var disk = SmallDisk.mount(site.folder.data(), 128)) {
            site.folder.write("gateway.yaml", site.gatewayYaml() + "queue: { minFree: 4MiB }\n");
            var gateway = site.start("partners: []\n");
            var first = Letter.from(SENDER);
            assertThat(send(site, first).code()).isEqualTo(250);
            site.inside.await(first.marker());

            disk.fillTo(MIB);
            Await.until("new mail is refused", Await.PATIENCE, () -> refuses(site));
            gateway.awaitLine("Deferring all new mail", "queue.minFree");
            assertThat(health(site)).isEqualTo(503);
            assertThat(gateway.isAlive()).isTrue();

            disk.free();
            Await.until("new mail is taken", Await.PATIENCE, () -> !refuses(site));
            gateway.awaitLine("Accepting new mail again");
            assertThat(health(site)).isEqualTo(200);
            var second = Letter.from(SENDER);
            assertThat(send(site, second).code()).isEqualTo(250);
            site.inside.await(second.marker());
        }
    }

    @Test
    void aDiskThatFillsUpUnderLoadLosesNothingThatWasAccepted() throws Exception {
        var clients = Executors.newFixedThreadPool(CLIENTS);
        try (var site = Site.named("full-disk-load");
                var disk = SmallDisk.mount(site.folder.data(), 128)) {
            String yaml = site.gatewayYaml().replace("nextHop: mail.example.test", "nextHop: later.example.test");
            site.folder.write("gateway.yaml", yaml + "queue: { minFree: 1MiB }\n");
            var gateway = site.start("partners: []\n");
            Queue<String> accepted = new ConcurrentLinkedQueue<>();
            List<Future<Integer>> loads = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> clients.submit(() -> load(site, accepted)))
                    .toList();
            disk.fillTo(12 * MIB);
            for (Future<Integer> load : loads) {
                assertThat(load.get()).as("refusals, all of them 452 4.3.1").isPositive();
            }
            assertThat(gateway.isAlive()).as(gateway.tail()).isTrue();

            disk.free();
            site.zone.a("later.example.test", "127.0.0.1");
            for (String marker : accepted) {
                site.inside.await(marker);
            }
            Await.until("new mail is taken", Await.PATIENCE, () -> !refuses(site));
            assertThat(accepted).isNotEmpty();
        } finally {
            clients.shutdownNow();
        }
    }

    /** Sends large messages until some were refused; tells how many. */
    private static int load(Site site, Queue<String> accepted) throws IOException {
        int refused = 0;
        for (int i = 0; i < 200 && refused < 10; i++) {
            var small = Letter.from(SENDER);
            var letter = new Letter(small.marker(), small.content() + LINES);
            Reply reply = send(site, letter);
            if (reply.code() == 250) {
                accepted.add(letter.marker());
            } else {
                assertThat(reply.toString()).contains("452").contains("4.3.1");
                refused++;
            }
        }
        return refused;
    }

    private static Reply send(Site site, Letter letter) throws IOException {
        try (var client = site.outside()) {
            return client.mail(SENDER, RECIPIENT, letter);
        }
    }

    private static int health(Site site) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site.admin + "/healthz"))
                                .timeout(Await.PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private static boolean refuses(Site site) {
        try (var client = site.outside()) {
            Reply reply = client.command("MAIL FROM:<" + SENDER + ">");
            return reply.code() == 452 && reply.toString().contains("4.3.1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
