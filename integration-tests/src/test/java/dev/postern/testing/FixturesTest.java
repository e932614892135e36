package dev.postern.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fixtures stand on each other in one order, and know no scenario. */
class FixturesTest {
    private static final List<String> FLOORS = List.of("process", "smtp", "dns", "gateway", "peers docker");
    private static final Pattern OURS = Pattern.compile("^import dev\\.postern\\.(\\w+\\.\\w+)", Pattern.MULTILINE);

    @ParameterizedTest
    @CsvSource({"process,0", "smtp,1", "dns,2", "gateway,3", "peers,4", "docker,4"})
    void fixturesUseThoseOfLowerFloorsOnly(String room, int floor) throws IOException {
        Path directory = Path.of("src/test/java/dev/postern/testing").resolve(room);
        List<String> lower = FLOORS.subList(0, floor);
        try (var files = Files.list(directory)) {
            List<Path> sources = files.toList();
            assertThat(sources).isNotEmpty();
            for (Path source : sources) {
                assertThat(OURS.matcher(Files.readString(source)).results().map(MatchResult::group))
                        .as(source.toString())
                        .allMatch(line -> line.matches("import dev\\.postern\\.(testing\\." + room
                                        + "|tls\\.\\w+|certificate\\.\\w+|partner\\.\\w+)")
                                || lower.stream().anyMatch(one -> line.endsWith("testing." + one)));
            }
        }
    }
}
