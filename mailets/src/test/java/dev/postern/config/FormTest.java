package dev.postern.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {
    private static final Form<String> LEVEL =
            Form.word("TLS security level", List.of("encrypt", "secure"), word -> word);

    @TempDir
    private Path directory;

    private final Problems problems = new Problems();

    @Test
    void readsWhatIsWellFormed() throws IOException {
        assertThat(read("30s", Form.DURATION)).contains(Duration.ofSeconds(30));
        assertThat(read("5m", Form.DURATION)).contains(Duration.ofMinutes(5));
        assertThat(read("4h", Form.DURATION)).contains(Duration.ofHours(4));
        assertThat(read("2d", Form.DURATION)).contains(Duration.ofDays(2));
        assertThat(read("10KiB", Form.BYTES)).contains(10_240L);
        assertThat(read("50MiB", Form.BYTES)).contains(52_428_800L);
        assertThat(read("3GiB", Form.BYTES)).contains(3_221_225_472L);
        assertThat(read("true", Form.BOOLEAN)).contains(true);
        assertThat(read("false", Form.BOOLEAN)).contains(false);
        assertThat(read("25", Form.number(1, 65535))).contains(25);
        assertThat(read("secure", LEVEL)).contains("secure");
        assertThat(problems.list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "5", "5 m", "5M", "-5m", "1h30m", "9999999d", "m", "٥m", "true", "\"\""})
    void refusesWhatIsNoDuration(String text) throws IOException {
        assertRefused(text, Form.DURATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0MiB", "50", "50MB", "50mib", "-1KiB", "1.5GiB", "99999999GiB"})
    void refusesWhatIsNoSize(String text) throws IOException {
        assertRefused(text, Form.BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"true\"", "yes", "on", "tRUE", "1", "no"})
    void refusesWhatIsNoTruthValue(String text) throws IOException {
        assertRefused(text, Form.BOOLEAN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "0x10000", "0o0", "\"25\"", "2.5", "-25", "99999999999999999999"})
    void refusesWhatIsNoNumberInRange(String text) throws IOException {
        assertRefused(text, Form.number(1, 65535));
    }

    @Test
    void saysWhatIsWrongAndWhatWouldBeRight() throws IOException {
        read("secur", LEVEL);
        read("true", LEVEL);
        read("[secure]", LEVEL);
        read("{ a: b }", LEVEL);
        read("", LEVEL);
        assertThat(problems.list().stream().map(ConfigurationProblem::toString))
                .containsExactly(
                        "file.yaml:1: key: \"secur\" is not a valid TLS security level. Write one of: encrypt, secure.",
                        "file.yaml:1: key: true is not a valid TLS security level. Write one of: encrypt, secure.",
                        "file.yaml:1: key: expected a TLS security level, found a list. Write one of: encrypt, secure.",
                        "file.yaml:1: key: expected a TLS security level, found a mapping."
                                + " Write one of: encrypt, secure.",
                        "file.yaml:1: key: expected a TLS security level, found no value. Write one of: encrypt, secure.");
    }

    @Test
    void aProblemStaysOnOneLineWhateverTheValue() throws IOException {
        read("\"a\\nb\\u001B[31m" + "x".repeat(500) + "\"", LEVEL);
        assertThat(problems.list())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.toString()).hasSizeLessThan(250).doesNotContainPattern("\\p{Cntrl}"));
    }

    private void assertRefused(String text, Form<?> form) throws IOException {
        assertThat(read(text, form)).as(text).isEmpty();
        assertThat(problems.list())
                .singleElement()
                .satisfies(problem -> assertThat(problem.right()).isEqualTo(form.right()));
    }

    private <T> Optional<T> read(String text, Form<T> form) throws IOException {
        Path path = directory.resolve("file.yaml");
        Files.writeString(path, "key: " + text + "\n");
        return new YamlFile(path, new SourceFiles(), problems)
                .read(top -> top.value("key", form))
                .flatMap(value -> value);
    }
}
