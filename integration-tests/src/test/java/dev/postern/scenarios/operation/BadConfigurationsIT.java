package dev.postern.scenarios.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.ConfFolder;
import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each wrong configuration is refused with its exact words, status 78 (EX_CONFIG), and nothing opened. */
class BadConfigurationsIT {
    private static final int EX_CONFIG = 78;

    static List<Path> cases() throws IOException {
        Path folder = Path.of(System.getProperty(
                "postern.bad-configurations", "../distribution/server/src/test/resources/bad-configurations"));
        try (Stream<Path> cases = Files.list(folder)) {
            return cases.filter(Files::isDirectory)
                    .sorted()
                    .map(Path::toAbsolutePath)
                    .map(Path::normalize)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedInItsOwnWords(Path wrong) throws IOException {
        var folder = ConfFolder.fresh("bad-configurations/" + wrong.getFileName());
        copy(wrong, folder.conf());

        var outcome = Command.run(
                folder.root(),
                Await.PATIENCE,
                GatewayProcess.command(List.of("-XX:TieredStopAtLevel=1"), GatewayProcess.startIn(folder)),
                environment(wrong));

        assertThat(outcome.status()).as(outcome.err()).isEqualTo(EX_CONFIG);
        assertThat(outcome.err().lines()).containsAll(Files.readAllLines(wrong.resolve("expected.txt")));
        assertThat(outcome.out()).doesNotContain("Ready");
        assertThat(folder.data()).doesNotExist();
    }

    private static Map<String, String> environment(Path wrong) throws IOException {
        Path file = wrong.resolve("environment");
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .map(line -> line.split("=", 2))
                        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]))
                : Map.of();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }
}
