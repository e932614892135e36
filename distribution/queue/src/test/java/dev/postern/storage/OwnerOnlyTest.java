package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void allThatIsMadeIsItsOwnersAlone() throws IOException {
        OwnerOnly.createDirectories(folder.resolve("var/queue"));

        assertThat(permissions(folder.resolve("var"))).isEqualTo("rwx------");
        assertThat(permissions(folder.resolve("var/queue"))).isEqualTo("rwx------");
    }

    @Test
    void whatIsThereIsNotChangedByTheWay() throws IOException {
        Path open = open("var", "rwxr-xr-x");

        OwnerOnly.createDirectories(open);

        assertThat(permissions(open)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void theRightsOfOthersAreTakenAway() throws IOException {
        Path open = open("queue", "rwxrwx--x");

        assertThat(OwnerOnly.tighten(open)).isTrue();

        assertThat(permissions(open)).isEqualTo("rwx------");
    }

    @Test
    void whatItsOwnerForbadeHimselfStaysForbidden() throws IOException {
        Path closed = open("queue", "r-x------");

        assertThat(OwnerOnly.tighten(closed)).isTrue();

        assertThat(permissions(closed)).isEqualTo("r-x------");
    }

    /** The kernel lets nobody change this one, root neither. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whatCannotBeChangedIsNotTakenForTight() throws IOException {
        assertThat(OwnerOnly.tighten(Path.of("/proc/self/task"))).isFalse();
    }

    private Path open(String name, String permissions) throws IOException {
        return Files.setPosixFilePermissions(
                Files.createDirectory(folder.resolve(name)), PosixFilePermissions.fromString(permissions));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
