package dev.postern.pressure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreeFilesTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void theSystemTells(@TempDir Path directory) {
        FreeFiles.Found found = new FreeFiles(directory, Clock.systemUTC()).get();

        assertThat(found.free()).isPositive().isLessThanOrEqualTo(found.all());
    }

    /** A tmpfs has as many as it was mounted for, everywhere. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void theSystemCountsThem() {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isDirectory(memory));

        assertThat(new FreeFiles(memory, Clock.systemUTC()).get()).isNotEqualTo(FreeFiles.UNKNOWN);
    }

    @Test
    void whatIsPrintedIsRead() {
        assertThat(FreeFiles.parse("65536 1234\n")).isEqualTo(new FreeFiles.Found(65536, 1234));
    }

    /** The first is what file systems such as Btrfs say, which make files as they are needed. */
    @ParameterizedTest
    @ValueSource(strings = {"0 0\n", "", "stat: illegal option", "-1 5", "1"})
    void whereNobodyCountsFilesNothingIsRefusedForThem(String printed) {
        assertThat(FreeFiles.parse(printed)).isEqualTo(FreeFiles.UNKNOWN);
    }
}
