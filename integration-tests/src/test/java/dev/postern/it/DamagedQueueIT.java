package dev.postern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the disk did to the queue while the gateway was down is said, kept, and not made worse. */
class DamagedQueueIT {
    private static final int MESSAGES = 20;

    @Test
    void theRestIsDeliveredAndTheDamagedQueueIsKept() throws IOException {
        try (var site = Site.named("damaged-queue")) {
            site.folder.write(
                    "gateway.yaml",
                    site.gatewayYaml().replace("nextHop: mail.example.test", "nextHop: later.example.test"));
            List<String> markers = new ArrayList<>();
            try (var before = site.start("partners: []\n");
                    var client = site.outside()) {
                for (int i = 0; i < MESSAGES; i++) {
                    var letter = Letter.from("carol@stranger.test");
                    assertThat(client.mail("carol@stranger.test", "bob@example.test", letter)
                                    .code())
                            .isEqualTo(250);
                    markers.add(letter.marker());
                }
                before.kill();
                before.awaitExit();
            }
            Path data = site.folder.data();
            try (var file = new RandomAccessFile(
                    data.resolve("queue/journal/activemq-data-1.amq").toFile(), "rw")) {
                file.seek(4000);
                file.write("this is no record ".repeat(20).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            }
            site.zone.a("later.example.test", "127.0.0.1");
            var after = site.start("partners: []\n");
            after.awaitLine("The queue is damaged", "activemq-data-1.amq", "cannot be read from byte");
            after.awaitLine("The damaged queue is kept as ");
            after.awaitLine("messages in the queues from before: ");
            site.inside.await(markers.get(MESSAGES - 1));
            try (var all = Files.list(data)) {
                assertThat(all.map(path -> path.getFileName().toString()))
                        .anyMatch(name -> name.startsWith("queue.damaged-"));
            }
        }
    }
}
