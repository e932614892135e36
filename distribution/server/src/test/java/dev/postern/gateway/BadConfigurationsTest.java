package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One folder a wrong configuration, with all the problems that it has, as they are shown, in {@code expected.txt}. A file
 * {@code environment} has the variables that stand over it.
 */
class BadConfigurationsTest {
    static final Path FOLDER = Path.of("src/test/resources/bad-configurations");

    static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tellsExactlyItsProblems(Path folder) throws IOException {
        ConfigurationException problems = catchThrowableOfType(
                ConfigurationException.class, () -> Configuration.load(folder, environment(folder)));
        assertThat(problems)
                .hasMessage(Files.readString(folder.resolve("expected.txt")).stripTrailing());
    }

    static Map<String, String> environment(Path folder) throws IOException {
        Path file = folder.resolve("environment");
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .map(line -> line.split("=", 2))
                        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]))
                : Map.of();
    }
}
