package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that the page about attacks names as proofs are there, in whichever module they are. */
class AttacksPageTest {
    private static final List<String> MODULES = List.of(
            "mailets",
            "distribution/queue",
            "distribution/demo",
            "distribution/server",
            "distribution/package",
            "integration-tests");
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+)#(\\w+)`");

    @Test
    void everyTestThatItNamesIsThere() throws IOException {
        Map<String, String> sources = sources();
        List<String> missing = new ArrayList<>();
        var named = NAMED.matcher(page()).results().toList();
        for (var test : named) {
            if (!isTest(sources.getOrDefault(test.group(1), ""), test.group(2))) {
                missing.add(test.group(1) + "#" + test.group(2));
            }
        }
        assertThat(named).hasSizeGreaterThan(100);
        assertThat(missing).isEmpty();
    }

    @Test
    void everyClassOfAttacksIsOnIt() throws IOException {
        List<String> classes = sources().keySet().stream()
                .filter(name -> name.endsWith("AttackTest"))
                .toList();

        assertThat(classes).hasSizeGreaterThan(3);
        assertThat(classes).allSatisfy(name -> assertThat(page()).contains("`" + name + "#"));
    }

    /** Whether JUnit runs that method: between the empty line before it and its name stands what says so. */
    private static boolean isTest(String source, String method) {
        int name = source.indexOf(" void " + method + "(");
        return name >= 0
                && source.substring(source.lastIndexOf("\n\n", name), name)
                        .matches("(?s).*\n    @(Parameterized|Fuzz)?Test\\b.*");
    }

    private static String page() {
        return MarkdownFile.named("docs/attacks.md").text();
    }

    /** By the classes' simple names. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Path.of("../..", module, "src/test/java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString();
                    sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
                }
            }
        }
        return sources;
    }
}
