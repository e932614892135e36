package dev.postern.scenarios.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A message in hand is on the disk that is watched for room and is the gateway's alone, not in everybody's directory. */
class TemporaryFilesIT {
    private static final String PIECE = ("x".repeat(64) + "\r\n").repeat(10_000);

    @Test
    void aLargeMessageIsBufferedInTheDataDirectoryAndGoneAfterTheNextStart() throws IOException {
        try (var site = Site.named("temporary files")) {
            site.folder.write("partners.yaml", "partners: []\n");
            try (var gateway = start(site);
                    var client = site.outside()) {
                client.command("MAIL FROM:<carol@stranger.test>");
                client.command("RCPT TO:<bob@example.test>");
                client.command("DATA");
                client.send("Subject: half of it\r\n\r\n" + PIECE);
                Await.until("it is there", Await.PATIENCE, () -> bytes(site) > PIECE.length() / 2);
                assertThat(gateway.lines()).noneMatch(line -> line.contains("buffered in"));
                gateway.kill();
            }
            assertThat(bytes(site)).isPositive();

            try (var again = start(site)) {
                assertThat(bytes(site)).isZero();
                assertThat(again.isAlive()).isTrue();
            }
        }
    }

    @Test
    void aGatewayWhoseJavaBuffersElsewhereSaysSo() throws IOException {
        try (var site = Site.named("temporary-elsewhere")) {
            site.folder.write("partners.yaml", "partners: []\n");
            var command = GatewayProcess.command(List.of(), GatewayProcess.startIn(site.folder));
            try (var gateway = GatewayProcess.startBy(site.folder, command)) {
                gateway.awaitLine("WARN", "are buffered in", "-Djava.io.tmpdir=" + temporary(site));
            }
        }
    }

    private static GatewayProcess start(Site site) {
        var command = new ArrayList<>(List.of(
                "env",
                "JAVA_HOME=" + System.getProperty("java.home"),
                "sh",
                GatewayProcess.distribution().resolve("bin/postern").toString()));
        command.addAll(List.of(GatewayProcess.startIn(site.folder)));
        return GatewayProcess.startBy(site.folder, command);
    }

    private static Path temporary(Site site) {
        return site.folder.data().resolve("tmp");
    }

    private static long bytes(Site site) {
        try (var files = Files.list(temporary(site))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
