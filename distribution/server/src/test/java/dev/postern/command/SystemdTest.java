package dev.postern.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order systemd hears of a gateway's states. */
class SystemdTest {
    private static final long PATIENCE = 60_000_000_000L;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aGatewayThatStopsIsNotReadyAnyMore() throws Exception {
        Systemd systemd = systemd("");
        systemd.stopping();
        systemd.ready(() -> "Ready");
        assertThat(told()).containsExactly("STOPPING=1");
    }

    @Test
    void aChangeIsToldBetweenTheStartAndTheStopOnly() throws Exception {
        Systemd systemd = systemd("");
        systemd.changed(() -> "too early");
        systemd.ready(() -> "Ready");
        systemd.changed(() -> "full");
        systemd.stopping();
        systemd.changed(() -> "too late");
        assertThat(told()).containsExactly("READY=1", "STATUS=full", "STOPPING=1");
    }

    @Test
    void aGatewayThatIsStoppedWhileItTellsThatItIsReadyStopsAfterwards() throws Exception {
        Path goOn = folder.resolve("go-on");
        Path begun = folder.resolve("begun");
        Systemd systemd = systemd(
                "case $1 in READY=1) : > '" + begun + "'; until [ -e '" + goOn + "' ]; do sleep 0.02; done;; esac\n");
        var ready = new Thread(() -> systemd.ready(() -> "Ready"));
        ready.start();
        until(() -> Files.exists(begun));
        var stop = new Thread(systemd::stopping);
        stop.start();
        until(() -> stop.getState() == Thread.State.BLOCKED || !stop.isAlive());
        Files.createFile(goOn);
        ready.join();
        stop.join();
        assertThat(told()).containsExactly("READY=1", "STOPPING=1");
    }

    /** Stands in for {@code systemd-notify}: writes down the first word it is given. */
    private Systemd systemd(String before) throws IOException {
        Path command = Files.writeString(
                folder.resolve("notify"), "#!/bin/sh\n" + before + "echo \"$1\" >> '" + folder.resolve("told") + "'\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        return new Systemd(Optional.of("unused"), command.toString());
    }

    private List<String> told() throws IOException {
        return Files.readAllLines(folder.resolve("told"));
    }

    private interface Condition {
        boolean holds();
    }

    private static void until(Condition condition) {
        long end = System.nanoTime() + PATIENCE;
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
