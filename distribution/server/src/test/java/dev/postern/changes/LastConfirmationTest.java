package dev.postern.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastConfirmationTest {
    @TempDir
    private Path directory;

    private LastConfirmation read() {
        return new LastConfirmation(directory.resolve("partners.confirmation"));
    }

    @Test
    void aUsedConfirmationIsRememberedOverARestartAndAnotherIsNot() {
        assertThat(read().isUsed("0123  partners.yaml")).isFalse();

        read().use("0123  partners.yaml");

        assertThat(read().isUsed("0123  partners.yaml")).isTrue();
        assertThat(read().isUsed("0123  partners.yaml\n# again")).isFalse();
    }

    @Test
    void whatCannotBeReadConfirmsNothing() throws IOException {
        Files.createDirectory(directory.resolve("partners.confirmation"));

        assertThat(read().isUsed("0123  partners.yaml")).isTrue();
    }
}
