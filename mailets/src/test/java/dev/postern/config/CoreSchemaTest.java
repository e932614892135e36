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
                "tRUE; \"tRUE\" is not a valid boolean. Write true or false.",
                "yes; \"yes\" is not a valid boolean. Write true or false.",
                "No; \"No\" is not a valid boolean. Write true or false.",
                "on; \"on\" is not a valid boolean. Write true or false.",
                "y; \"y\" is not a valid boolean. Write true or false.",
                "1; 1 is not a valid boolean. Write true or false.",
                "'\"true\"'; \"true\" is not a valid boolean. Write true or false.",
                "~; expected a boolean, found no value. Write true or false.",
                "null; expected a boolean, found no value. Write true or false.",
                "Null; expected a boolean, found no value. Write true or false.",
                "NULL; expected a boolean, found no value. Write true or false.",
                "''; expected a boolean, found no value. Write true or false."
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
                "-20; -20 is not a valid number from 10 to 1000. Write a whole number from 10 to 1000, without quotes.",
                "99999999999999; 99999999999999 is not a valid number from 10 to 1000. Write a whole number from 10 to 1000, without quotes.",
                "0o28; \"0o28\" is not a valid number from 10 to 1000. Write a whole number from 10 to 1000, without quotes.",
                "0b11; \"0b11\" is not a valid number from 10 to 1000. Write a whole number from 10 to 1000, without quotes.",
                "1_000; \"1_000\" is not a valid number from 10 to 1000. Write a whole number from 10 to 1000, without quotes.",
                "1:30; \"1:30\" is not a valid number from 10 to 1000. Write a whole number from 10 to 1000, without quotes.",
                "1e2; 1e2 is not a valid number from 10 to 1000. Write a whole number from 10 to 1000, without quotes.",
                "20.0; 20.0 is not a valid number from 10 to 1000. Write a whole number from 10 to 1000, without quotes.",
                ".inf; .inf is not a valid number from 10 to 1000. Write a whole number from 10 to 1000, without quotes.",
                ".NaN; .NaN is not a valid number from 10 to 1000. Write a whole number from 10 to 1000, without quotes.",
                "true; true is not a valid number from 10 to 1000. Write a whole number from 10 to 1000, without quotes.",
                "'\"20\"'; \"20\" is not a valid number from 10 to 1000. Write a whole number from 10 to 1000, without quotes.",
                "~; expected a number from 10 to 1000, found no value. Write a whole number from 10 to 1000, without quotes."
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
                "123; 123 is not text: YAML reads it as a number. Write it in quotes: \"123\".",
                "0x1F; 0x1F is not text: YAML reads it as a number. Write it in quotes: \"0x1F\".",
                "1e3; 1e3 is not text: YAML reads it as a number. Write it in quotes: \"1e3\".",
                ".5; .5 is not text: YAML reads it as a number. Write it in quotes: \".5\".",
                "-.INF; -.INF is not text: YAML reads it as a number. Write it in quotes: \"-.INF\".",
                "True; True is not text: YAML reads it as a boolean. Write it in quotes: \"True\".",
                "Null; expected a name, found no value. Write a name.",
                "~; expected a name, found no value. Write a name."
            })
    void aText(String value, String expected) throws IOException {
        assertThat(read(value, NAME)).isEqualTo(expected);
    }
}
