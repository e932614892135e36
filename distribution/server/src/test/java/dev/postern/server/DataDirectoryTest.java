package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import ch.qos.logback.classic.Level;
import dev.postern.lifecycle.StartFailure;
import dev.postern.partner.LoggedLines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirectoryTest {
    private static final String OWNER_ONLY = "rwx------";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatItMakesIsItsOwnersAlone() throws Exception {
        Path path = folder.resolve("var");
        DataDirectory.open(path).close();

        assertThat(permissions(path)).isEqualTo(OWNER_ONLY);
    }

    @Test
    void mailInADirectoryThatOthersMayReadIsNotForThem() throws Exception {
        Path path = Files.createDirectory(folder.resolve("var"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));

        DataDirectory.open(path).close();

        assertThat(permissions(path.resolve("mail"))).isEqualTo(OWNER_ONLY);
        assertThat(permissions(path.resolve("tmp"))).isEqualTo(OWNER_ONLY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue", "mail", "tmp"})
    void mailThatOthersCouldReadUntilNowIsNotForThemAnyMore(String name) throws Exception {
        Path open = Files.createDirectories(folder.resolve("var").resolve(name));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

        DataDirectory.open(folder.resolve("var")).close();

        assertThat(permissions(open)).isEqualTo(OWNER_ONLY);
    }

    /** It may be a mounted one that others have to pass: whose it is and who may look into it is not ours to say. */
    @Test
    void theDataDirectoryItselfStaysAsItWasGiven() throws Exception {
        Path path = Files.createDirectory(folder.resolve("var"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));

        DataDirectory.open(path).close();

        assertThat(permissions(path)).isEqualTo("rwxr-xr-x");
    }

    /** The kernel lets nobody change this one, root neither. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void rightsThatCannotBeTakenAwayAreSaidAndDoNotKeepTheGatewayDown() throws Exception {
        try (var log = new LoggedLines(DataDirectory.class)) {
            DataDirectory.closeToOthers(Path.of("/proc/self/task"));

            assertThat(log.at(Level.WARN))
                    .singleElement(STRING)
                    .contains("/proc/self/task", "other users may read the mail");
        }
    }

    @Test
    void oneGatewayHasItAtATime() throws Exception {
        try (DataDirectory first = DataDirectory.open(folder)) {
            assertThatThrownBy(() -> DataDirectory.open(folder))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining(first.path() + " is in use by another gateway");
        }
        DataDirectory.open(folder).close();
    }

    @Test
    void whereAGatewayThatWasKilledListenedIsForgotten() throws Exception {
        Path left = Files.writeString(folder.resolve("admin.address"), "127.0.0.1:8000\nkilled\n");
        try (var ignored = DataDirectory.open(folder)) {
            assertThat(left).doesNotExist();
        }
    }

    @Test
    void whatAGatewayThatWasKilledHadInHandIsDeletedAndNothingElse() throws Exception {
        Path left = Files.createDirectories(folder.resolve("tmp")).resolve("mimemessage-1.m64");
        Files.writeString(left, "half a message");
        Path outside = Files.writeString(folder.resolve("kept"), "linked to");
        Files.createSymbolicLink(folder.resolve("tmp/link"), outside);
        Files.createFile(folder.resolve("lock"));
        try (var ignored = DataDirectory.open(folder)) {
            assertThat(left).doesNotExist();
            assertThat(outside).hasContent("linked to");
        }
    }

    @Test
    void inADirectoryThatNoGatewayHasHadNothingIsDeleted() throws Exception {
        Path others = Files.createDirectories(folder.resolve("tmp")).resolve("somebody's");
        Files.writeString(others, "not ours");
        try (var ignored = DataDirectory.open(folder)) {
            assertThat(others).hasContent("not ours");
        }
    }

    /** It would end the running gateway's health. */
    @Test
    void whereTheRunningGatewayListensStaysWhenAnotherIsStarted() throws Exception {
        try (var running = DataDirectory.open(folder)) {
            running.announce(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8000));
            assertThatThrownBy(() -> DataDirectory.open(folder)).isInstanceOf(StartFailure.class);
            assertThat(folder.resolve("admin.address")).hasContent("127.0.0.1:8000\n" + running.instance());
        }
    }

    @Test
    void aFileInItsPlaceIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("var"));

        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(StartFailure.class)
                .hasMessage("Could not use the data directory " + file + ": " + file + " is not a directory.");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
