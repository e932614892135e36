package dev.postern.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code ./run} of the source tree hands every command to the gateway's program, and its help names them. */
class RunScriptTest {
    private static final Path RUN = Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
            .filter(directory -> Files.exists(directory.resolve("mvnw")))
            .findFirst()
            .orElseThrow()
            .resolve("run");

    @Test
    void theScriptPassesEveryCommandOn() throws IOException {
        var passedOn = Pattern.compile("^ *'' \\| -\\* \\| ([a-z| ]+)\\) ;;$", Pattern.MULTILINE)
                .matcher(Files.readString(RUN));

        assertThat(passedOn.find()).isTrue();
        assertThat(Set.of(passedOn.group(1).split(" \\| "))).isEqualTo(commands());
    }

    @Test
    void theHelpOfTheScriptNamesEveryCommand() throws Exception {
        Process help = new ProcessBuilder("sh", RUN.toString(), "--help").start();
        String text = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(help.waitFor()).isZero();
        // "start" is what it does without a command.
        assertThat(commands())
                .filteredOn(command -> !command.equals("start"))
                .allSatisfy(command -> assertThat(text).containsPattern("(?m)^\\./run " + command + "\\b"));
    }

    private static Set<String> commands() {
        return Main.commandLine().getSubcommands().keySet();
    }
}
