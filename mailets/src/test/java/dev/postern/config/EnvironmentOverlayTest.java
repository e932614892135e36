package dev.postern.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What variables do to a file, whatever its keys mean. */
class EnvironmentOverlayTest {
    private static final KeyForm.Block KEYS = KeyForm.block(Map.of(
            "name", KeyForm.Value.SCALAR,
            "block.size", KeyForm.Value.SCALAR,
            "block.words", KeyForm.Value.LIST,
            "block.oneOrMore", KeyForm.Value.SCALAR_OR_LIST,
            "list[].id", KeyForm.Value.SCALAR,
            "list[].size", KeyForm.Value.SCALAR));

    private static final Form<String> TEXT = Form.text("text", "Write text.", "text");
    private static final Form<Integer> SIZE = Form.number(1, 9);

    @TempDir
    private Path directory = Path.of("");

    private final Problems problems = new Problems();
    private final List<Object> read = new ArrayList<>();

    @Test
    void aValueOfTheFileIsOverriddenWithoutQuotes() throws IOException {
        read("name: a\nblock: { size: 1 }\n", Map.of("X_NAME", "12", "X_BLOCK_SIZE", "2"));

        assertThat(read).contains("12", 2);
        assertThat(shown()).isEmpty();
    }

    @Test
    void aCommaBelongsToASingleValueAndPartsAList() throws IOException {
        read("name: a\n", Map.of("X_NAME", "b, c", "X_BLOCK_WORDS", "b, c", "X_BLOCK_ONE_OR_MORE", "b, c"));

        assertThat(read).contains("b, c").filteredOn(List.of("b", "c")::equals).hasSize(2);
    }

    @Test
    void aSingleValueMayTakeThePlaceOfAList() throws IOException {
        read("name: a\nblock: { oneOrMore: [a, b], words: [a, b] }\n", Map.of("X_BLOCK_ONE_OR_MORE", "c"));

        assertThat(read).contains(List.of("c"), List.of("a", "b"));
    }

    @Test
    void aWrongValueIsToldByItsVariableBesideThoseOfTheFile() throws IOException {
        read("name: a\nblock: { size: 10, words: [1] }\n", Map.of("X_BLOCK_SIZE", "11"));

        assertThat(shown())
                .containsExactly(
                        "file.yaml:2: block.words[0]: 1 is not text: YAML reads it as a number. Write it in quotes: \"1\".",
                        "environment variable X_BLOCK_SIZE: \"11\" is not a valid number from 1 to 9. Write a whole number"
                                + " from 1 to 9, without quotes.");
    }

    @Test
    void aDuplicateKeyIsToldWithItsLinesAlsoIfAVariableOverridesIt() throws IOException {
        read("name: a\nblock: {}\nname: b\n", Map.of("X_NAME", "c"));

        assertThat(shown()).containsExactly("file.yaml:3: name: duplicate key, also in line 1. Keep one of the two.");
        assertThat(read).contains("c");
    }

    @Test
    void aVariableDoesNotMendABlockThatIsNone() throws IOException {
        read("name: a\nblock: 5\n", Map.of("X_BLOCK_SIZE", "2"));

        assertThat(shown()).containsExactly("file.yaml:2: block: expected a mapping, found 5. Write keys and values.");
    }

    @Test
    void theNextEntryOfAListIsAddedAndWhatItLacksIsToldByItsVariable() throws IOException {
        read("name: a\nlist: [{ id: a, size: 1 }]\n", Map.of("X_LIST_1_SIZE", "2"));

        assertThat(shown()).containsExactly("environment variable X_LIST_1_ID: is missing. Write text.");
        assertThat(read).contains(1, 2);
    }

    @Test
    void anEntryThatIsOverriddenHasToBeNamed() throws IOException {
        read("name: a\nlist: [{ id: a, size: 1 }]\n", Map.of("X_LIST_0_SIZE", "2"));
        assertThat(shown())
                .containsExactly(
                        "environment variable X_LIST_0_ID: is missing. Set it to the id of the entry that the"
                                + " other variables with this number are for, so that they stay with it when the list in the file changes.");
    }

    /** Else each would get the keys of the other: no entry is there twice, so nothing would show it. */
    @Test
    void variablesWhoseNumbersAreSwappedReplaceNothing() throws IOException {
        read(
                "name: a\nlist: [{ id: b, size: 1 }, { id: A, size: 2 }]\n",
                Map.of("X_LIST_0_ID", "a", "X_LIST_1_ID", "B"));

        assertThat(shown())
                .containsExactly(
                        "environment variable X_LIST_0_ID: names the entry that has the number 1 in the file. Use that number in"
                                + " all variables for this entry; with another number they would change another entry.",
                        "environment variable X_LIST_1_ID: names the entry that has the number 0 in the file. Use that number in"
                                + " all variables for this entry; with another number they would change another entry.");
    }

    /** The entry with that number is looked for in the file as it is written, not as other variables leave it. */
    @Test
    void aNumberMayNotReplaceTheEntryThatAnotherNumberNames() throws IOException {
        read(
                "name: a\nlist: [{ id: x, size: 1 }, { id: a, size: 2 }]\n",
                Map.of("X_LIST_0_ID", "a", "X_LIST_1_ID", "c"));

        assertThat(shown()).singleElement().asString().contains("X_LIST_0_ID: names the entry that has the number 1");
    }

    @Test
    void anEntryMayGetAnotherIdentity() throws IOException {
        read("name: a\nlist: [{ id: a, size: 1 }, { id: b }]\n", Map.of("X_LIST_0_ID", "c", "X_LIST_1_ID", "b"));

        assertThat(read).contains("c", "b").doesNotContain(List.of("a"));
        assertThat(shown()).isEmpty();
    }

    @Test
    void aProblemOfABlockOrListThatVariablesMakeNamesThemAll() throws IOException {
        read("name: a\n", Map.of("X_BLOCK_SIZE", "2", "X_LIST_0_ID", "b"), top -> {
            top.refuse("block", "Remove it.");
            top.problem("list", "is not needed.", "Remove it.");
            return top.get("list").isPresent();
        });

        assertThat(shown())
                .contains(
                        "environment variable X_BLOCK_*: is not allowed here. Remove it.",
                        "environment variable X_LIST_*: is not needed. Remove it.");
    }

    @Test
    void aVariableOfNoKeyIsUnknown() throws IOException {
        read("name: a\n", Map.of("X_NAMES", "b", "X_BLOCK", "c", "X_LIST_1_ID", "d", "OTHER", "e"));

        assertThat(shown())
                .containsExactly(
                        "environment variable X_BLOCK: unknown variable. Set one variable for each key, such as"
                                + " X_BLOCK_ONE_OR_MORE.",
                        "environment variable X_LIST_1_ID: unknown variable. docs/reference/configuration.md lists all"
                                + " variables.",
                        "environment variable X_NAMES: unknown variable. Did you mean X_NAME?");
    }

    private void read(String yaml, Map<String, String> variables) throws IOException {
        read(yaml, variables, this::top);
    }

    private void read(String yaml, Map<String, String> variables, Function<YamlMapping, Boolean> reader)
            throws IOException {
        Path file = Files.writeString(directory.resolve("file.yaml"), yaml);
        var overlay =
                new EnvironmentOverlay(Environment.of(variables, "X", Set.of()), KEYS, Map.of("list", List.of("id")));
        new YamlFile(file, new SourceFiles(), problems, overlay).read(reader);
    }

    private boolean top(YamlMapping top) {
        add(top.required("name", TEXT));
        top.optionalBlock("block", block -> {
            add(block.value("size", SIZE));
            add(block.values("words", TEXT));
            add(block.oneOrMore("oneOrMore", TEXT));
            return true;
        });
        top.blocks("list", "Write a list.")
                .forEach(item -> item.block(entry -> {
                    add(entry.required("id", TEXT));
                    add(entry.value("size", SIZE));
                    return true;
                }));
        return true;
    }

    private void add(Optional<?> value) {
        value.ifPresent(read::add);
    }

    private List<String> shown() {
        return problems.list().stream().map(ConfigurationProblem::toString).toList();
    }
}
