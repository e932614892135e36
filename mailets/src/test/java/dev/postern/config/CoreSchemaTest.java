package dev.postern.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scalars in every spelling of YAML 1.2's core schema (§10.3.2), and those of older versions that mean text in it. */
class CoreSchemaTest {
    private static final Form<String> NAME = Form.text("name", "Write a name.", "contoso");

    @TempDir
    private Path directory;

    private final Problems problems = new Problems();

    /** What the form makes of the value: the value itself, or the problem. */
    private String read(String value, Form<?> form) throws IOException {
        Path path = directory.resolve("file.yaml");
        Files.writeString(path, "key: " + value + "\n");
        Optional<?> read = new YamlFile(path, new SourceFiles(), problems)
                .read(top -> top.value("key", form).map(Object::toString).orElse(""));
        return problems.isEmpty()
                ? read.map(Object::toString).orElse("")
                : problems.list().get(0).toString().replace("file.yaml:1: key: ", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "true; true",
                "True; true",
                "TRUE; true",
                "false; false",
                "False; false",
                "FALSE; false",
                "tRUE; \"tRUE\" is no truth value. Write true or false.",
                "yes; \"yes\" is no truth value. Write true or false.",
                "No; \"No\" is no truth value. Write true or false.",
                "on; \"on\" is no truth value. Write true or false.",
                "y; \"y\" is no truth value. Write true or false.",
                "1; 1 is no truth value. Write true or false.",
                "'\"true\"'; \"true\" is no truth value. Write true or false.",
                "~; nothing stands where a truth value belongs. Write true or false.",
                "null; nothing stands where a truth value belongs. Write true or false.",
                "Null; nothing stands where a truth value belongs. Write true or false.",
                "NULL; nothing stands where a truth value belongs. Write true or false.",
                "''; nothing stands where a truth value belongs. Write true or false."
            })
    void aTruthValue(String value, String expected) throws IOException {
        assertThat(read(value, Form.BOOLEAN)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "20; 20",
                "+20; 20",
                "0020; 20", // an octal number in YAML 1.1
                "0o20; 16",
                "0x1F; 31",
                "0x1f; 31",
                "-20; -20 is no whole number from 10 to 1000. Write a number from 10 to 1000, without quotes.",
                "99999999999999; 99999999999999 is no whole number from 10 to 1000. Write a number from 10 to 1000, without quotes.",
                "0o28; \"0o28\" is no whole number from 10 to 1000. Write a number from 10 to 1000, without quotes.",
                "0b11; \"0b11\" is no whole number from 10 to 1000. Write a number from 10 to 1000, without quotes.",
                "1_000; \"1_000\" is no whole number from 10 to 1000. Write a number from 10 to 1000, without quotes.",
                "1:30; \"1:30\" is no whole number from 10 to 1000. Write a number from 10 to 1000, without quotes.",
                "1e2; 1e2 is no whole number from 10 to 1000. Write a number from 10 to 1000, without quotes.",
                "20.0; 20.0 is no whole number from 10 to 1000. Write a number from 10 to 1000, without quotes.",
                ".inf; .inf is no whole number from 10 to 1000. Write a number from 10 to 1000, without quotes.",
                ".NaN; .NaN is no whole number from 10 to 1000. Write a number from 10 to 1000, without quotes.",
                "true; true is no whole number from 10 to 1000. Write a number from 10 to 1000, without quotes.",
                "'\"20\"'; \"20\" is no whole number from 10 to 1000. Write a number from 10 to 1000, without quotes.",
                "~; nothing stands where a whole number from 10 to 1000 belongs. Write a number from 10 to 1000, without quotes."
            })
    void aNumber(String value, String expected) throws IOException {
        assertThat(read(value, Form.number(10, 1000))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "contoso; contoso",
                "yes; yes",
                "1_000; 1_000",
                "2026-11-28; 2026-11-28",
                "'\"123\"'; 123",
                "'\"null\"'; null",
                "123; 123 is no text: YAML reads a number. Write it in quotes: \"123\".",
                "0x1F; 0x1F is no text: YAML reads a number. Write it in quotes: \"0x1F\".",
                "1e3; 1e3 is no text: YAML reads a number. Write it in quotes: \"1e3\".",
                ".5; .5 is no text: YAML reads a number. Write it in quotes: \".5\".",
                "-.INF; -.INF is no text: YAML reads a number. Write it in quotes: \"-.INF\".",
                "True; True is no text: YAML reads a truth value. Write it in quotes: \"True\".",
                "Null; nothing stands where a name belongs. Write a name.",
                "~; nothing stands where a name belongs. Write a name."
            })
    void aText(String value, String expected) throws IOException {
        assertThat(read(value, NAME)).isEqualTo(expected);
    }
}
