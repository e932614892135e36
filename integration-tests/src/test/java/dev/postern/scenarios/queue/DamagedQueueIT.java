package dev.postern.scenarios.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import dev.postern.testing.smtp.Letter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
            // As where a host's directory was mounted, so that nothing above the queue keeps others out.
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
            destroyAround("secret " + markers.get(MESSAGES / 2), data.resolve("queue/journal"));
            site.zone.a("later.example.test", "127.0.0.1");
            var after = site.start("partners: []\n");
            after.awaitLine("The queue is damaged", "activemq-data-", "cannot be read from byte");
            after.awaitLine("The damaged queue is kept as ");
            after.awaitLine("Recovered ");
            site.inside.await(markers.get(MESSAGES - 1));
            try (var all = Files.list(data)) {
                assertThat(all.map(path -> path.getFileName().toString()))
                        .anyMatch(name -> name.startsWith("queue.damaged-"));
            }
            assertThat(openToOthers(data)).isEmpty();
        }
    }

    /** The queue, and what was set aside of it. */
    private static List<String> openToOthers(Path data) throws IOException {
        List<String> open = new ArrayList<>();
        try (var queues = Files.newDirectoryStream(data, "queue*")) {
            for (Path queue : queues) {
                String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(queue));
                if (!permissions.equals("rwx------")) {
                    open.add(permissions + " " + queue);
                }
            }
        }
        return open;
    }

    @Test
    void aQueueThatDoesNotOpenEndsTheStartWith74AndWhatToDo() {
        try (var site = Site.named("queue-does-not-open")) {
            site.folder.write("gateway.yaml", site.gatewayYaml()).write("partners.yaml", "partners: []\n");
            Path bindings = site.folder.data().resolve("queue/bindings");
            Files.createDirectories(bindings.getParent());
            Files.createFile(bindings); // where the broker needs a directory

            var outcome = Command.run(
                    site.folder.root(),
                    Await.PATIENCE,
                    GatewayProcess.command(List.of(), GatewayProcess.startIn(site.folder)));

            assertThat(outcome.status()).isEqualTo(74);
            assertThat(outcome.err())
                    .contains("failed to start on " + bindings.getParent(), "rename the directory and start again")
                    .doesNotContain("\tat ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes more than a message's length of nonsense where that text stands. */
    private static void destroyAround(String text, Path journal) throws IOException {
        int destroyed = 0;
        try (var files = Files.newDirectoryStream(journal, "*.amq")) {
            for (Path file : files) {
                int at = Files.readString(file, StandardCharsets.ISO_8859_1).indexOf(text);
                if (at > 0) {
                    try (var open = new RandomAccessFile(file.toFile(), "rw")) {
                        open.seek(at);
                        open.write("this is no record ".repeat(300).getBytes(StandardCharsets.US_ASCII));
                    }
                    destroyed++;
                }
            }
        }
        assertThat(destroyed).isPositive();
    }
}
