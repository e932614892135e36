package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page on every key is generated; with {@code -Dpostern.regenerate=true} this test writes it instead. */
class ConfigurationReferenceTest {
    private static final Path PAGE = Path.of("../../docs/reference/configuration.md");

    @Test
    void thePageIsWhatTheSchemasSay() throws IOException {
        String page = ConfigurationReference.page();
        if (Boolean.getBoolean("postern.regenerate")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }
}
