package dev.postern.scenarios.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import dev.postern.testing.process.SmallDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What systemd is told; a program called {@code systemd-notify} writes it down here. */
class SystemdIT {

    private Site site;
    private Path programs;
    private Path told;

    @BeforeEach
    void prepare() throws IOException {
        site = Site.named("systemd");
        programs = Files.createDirectories(site.folder.root().resolve("bin"));
        told = site.folder.root().resolve("told");
    }

    @AfterEach
    void close() throws IOException {
        site.close();
    }

    @Test
    void itIsToldWhenMailIsTakenAndWhenTheGatewayStops() throws IOException {
        writeDown();
        try (var gateway = start()) {
            List<String> ready = Await.value("systemd is told", Await.PATIENCE, this::told, gateway::tail);
            assertThat(ready).containsExactly("READY=1", "STATUS=Ready to accept mail as gw.example.test");
            try (var client = site.outside()) {
                assertThat(client.command("NOOP").code()).isEqualTo(250);
            }

            gateway.terminate();

            assertThat(gateway.awaitExit()).isZero();
            assertThat(told().orElseThrow())
                    .containsExactly(
                            "READY=1",
                            "STATUS=Ready to accept mail as gw.example.test",
                            "STOPPING=1",
                            "STATUS=Accepting no new mail, finishing messages in hand");
        }
    }

    @Test
    void itIsToldWhenTheDiskIsFullAndWhenItIsNot() throws IOException {
        writeDown();
        try (var disk = SmallDisk.mount(site.folder.data(), 128)) {
            site.folder.write("gateway.yaml", site.gatewayYaml() + "queue: { minFree: 4MiB }\n");
            try (var gateway = start()) {
                disk.fillTo(1 << 20);
                awaitLast(gateway, "STATUS=Running, but deferring new mail: ");
                disk.free();
                awaitLast(gateway, "STATUS=Ready to accept mail as gw.example.test");
            }
        }
    }

    private void awaitLast(GatewayProcess gateway, String beginning) {
        Await.value(
                "systemd is told " + beginning,
                Await.PATIENCE,
                () -> told().map(lines -> lines.get(lines.size() - 1)).filter(line -> line.startsWith(beginning)),
                gateway::tail);
    }

    @Test
    void nobodyIsToldThatAWrongConfigurationIsReady() throws IOException {
        writeDown();
        site.folder.write("gateway.yaml", site.gatewayYaml() + "nonsense: 1\n");
        site.folder.write("partners.yaml", "partners: []\n");

        var outcome = Command.run(site.folder.root(), Await.PATIENCE, command());

        assertThat(outcome.status()).isEqualTo(78);
        assertThat(told).doesNotExist();
    }

    @Test
    void withoutThatProgramMailIsTakenAllTheSame() throws IOException {
        try (var gateway = start()) {
            gateway.awaitLine("WARN", "Could not notify systemd of READY=1");
            try (var client = site.outside()) {
                assertThat(client.command("NOOP").code()).isEqualTo(250);
            }
        }
    }

    private GatewayProcess start() {
        site.folder.write("partners.yaml", "partners: []\n");
        return GatewayProcess.startBy(site.folder, command());
    }

    private List<String> command() {
        var command = new ArrayList<>(
                List.of("env", "NOTIFY_SOCKET=/run/systemd/notify", "PATH=" + programs, "TOLD=" + told));
        command.addAll(GatewayProcess.command(List.of(), GatewayProcess.startIn(site.folder)));
        return command;
    }

    private void writeDown() throws IOException {
        Path program = programs.resolve("systemd-notify");
        Files.writeString(program, "#!/bin/sh\nprintf '%s\\n' \"$@\" >>\"$TOLD\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** All lines so far, if there are as many as one call writes. */
    private Optional<List<String>> told() {
        try {
            return Files.exists(told)
                    ? Optional.of(Files.readAllLines(told)).filter(lines -> lines.size() >= 2)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
