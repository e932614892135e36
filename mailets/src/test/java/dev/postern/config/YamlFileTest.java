package dev.postern.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlFileTest {
    @TempDir
    private Path directory;

    private final Problems problems = new Problems();
    private Path path = Path.of("");

    @BeforeEach
    void inDirectory() {
        path = directory.resolve("file.yaml");
    }

    @Test
    void givesTheReaderTheTopBlock() throws IOException {
        assertThat(name("name: contoso\n")).contains("contoso");
        assertThat(shown()).isEmpty();
    }

    @Test
    void passesOverAByteOrderMark() throws IOException {
        assertThat(name("\uFEFFname: contoso\n")).contains("contoso");
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        assertThat(name("# nothing but words\n")).isEmpty();
        assertThat(shown()).containsExactly("file.yaml:1: the file is empty. Write keys and values.");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        new YamlFile(path, new SourceFiles(), problems).read(top -> top);
        assertThat(shown())
                .containsExactly("file.yaml:1: the file does not exist. Provide a file that the gateway can read.");
    }

    @Test
    void refusesAListAtTheTop() throws IOException {
        name("- contoso\n");
        assertThat(shown()).containsExactly("file.yaml:1: expected a mapping, found a list. Write keys and values.");
    }

    @Test
    void tellsTheLineOfATab() throws IOException {
        name("name: contoso\nblock:\n\tkey: value\n");
        assertThat(shown()).singleElement().asString().startsWith("file.yaml:3: invalid YAML: ");
        assertThat(shown()).singleElement().asString().endsWith("Indent with spaces: a tab is not allowed.");
    }

    @Test
    void tellsTheLineOfABrokenDocument() throws IOException {
        name("name: contoso\n  more: x\n");
        assertThat(shown())
                .containsExactly("file.yaml:2: invalid YAML: mapping values are not allowed here."
                        + " Check indentation, quotes and colons here and just above.");
    }

    @Test
    void tellsTheLineOfAByteThatIsNoUtf8() throws IOException {
        Files.write(path, "a: 1\nb: M\u00fcnchen\n".getBytes(StandardCharsets.ISO_8859_1));
        new YamlFile(path, new SourceFiles(), problems).read(top -> top);
        assertThat(shown()).containsExactly("file.yaml:2: invalid UTF-8. Save the file as UTF-8.");
    }

    @Test
    void refusesUtf8ThatIsCutOff() throws IOException {
        Files.write(path, new byte[] {'a', ':', ' ', (byte) 0xC3});
        assertThat(new YamlFile(path, new SourceFiles(), problems).<Object>read(top -> top))
                .isEmpty();
        assertThat(shown()).hasSize(1);
    }

    @Test
    void tellsTheLineOfAControlCharacter() throws IOException {
        name("name: contoso\n\nother: \u0001\n");
        assertThat(shown()).containsExactly("file.yaml:3: YAML does not allow this character. Remove it.");
    }

    @Test
    void refusesASecondDocument() throws IOException {
        name("name: contoso\n---\nname: fabrikam\n");
        assertThat(shown()).singleElement().asString().startsWith("file.yaml:2: invalid YAML: ");
    }

    @Test
    void refusesAliasesAndTagsWithAllTheirLines() throws IOException {
        name("name: &a !!str contoso\nother: *a\nblock: !mine {}\n");
        assertThat(shown())
                .containsExactly(
                        "file.yaml:1: a value that begins with ! is a YAML tag; tags are not supported. Write the value itself.",
                        "file.yaml:2: a value that begins with * is a YAML alias; aliases are not supported. Write the value itself.",
                        "file.yaml:3: a value that begins with ! is a YAML tag; tags are not supported. Write the value itself.");
    }

    @Test
    void surviesAnAliasBombAndABottomlessList() throws IOException {
        name("a: &a [x]\nb: &b [*a, *a]\nname: [*b, *b]\n");
        name("name: " + "[".repeat(100_000));
        assertThat(shown()).anyMatch(problem -> problem.contains("nested more than 50 levels deep"));
    }

    @Test
    void tellsBothLinesOfADuplicateKey() throws IOException {
        assertThat(name("name: contoso\n\nname: fabrikam\n")).contains("contoso");
        assertThat(shown()).containsExactly("file.yaml:3: name: duplicate key, also in line 1. Keep one of the two.");
    }

    @Test
    void suggestsTheNearestKey() throws IOException {
        name("naem: contoso\ncompletely: other\n");
        assertThat(shown())
                .containsExactly(
                        "file.yaml:1: naem: unknown key. Did you mean name? Known keys: name.",
                        "file.yaml:2: completely: unknown key. Known keys: name.");
    }

    @Test
    void refusesAKeyThatIsAList() throws IOException {
        name("? [a, b]\n: value\nname: contoso\n");
        assertThat(shown())
                .containsExactly("file.yaml:1: expected a key, found a list or mapping. Write a plain word.");
    }

    private Optional<String> name(String text) throws IOException {
        Files.writeString(path, text);
        return new YamlFile(path, new SourceFiles(), problems)
                .read(top -> top.value("name", Form.text("name", "Write a name.", "contoso")))
                .flatMap(name -> name);
    }

    private List<String> shown() {
        return problems.list().stream().map(ConfigurationProblem::toString).toList();
    }
}
