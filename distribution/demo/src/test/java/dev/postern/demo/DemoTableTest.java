package dev.postern.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

final class DemoTableTest {
    private static final String LONG_WORD = "x".repeat(300);
    private final DemoTable plain = new DemoTable(Ansi.OFF);

    @Test
    void showsEveryCell() {
        assertThat(plain.row(new DemoRow(1, "in: without TLS", "refused", List.of("530 5.7.10 no", "end"), true)))
                .isEqualTo("1  in: without TLS            refused    530 5.7.10 no\n" + " ".repeat(41) + "end\n"
                        + "-".repeat(100) + "\n");
    }

    @Test
    void keepsWithinTheWidthWhateverAPeerSays() {
        var row = new DemoRow(6, "out " + LONG_WORD, "NOT AS EXPECTED (held)", List.of(LONG_WORD, "a b c"), false);

        assertThat(plain.head() + plain.row(row))
                .satisfies(text -> assertThat(text.lines()).allMatch(line -> line.length() <= DemoTable.WIDTH))
                .satisfies(text ->
                        assertThat(text.codePoints().filter(c -> c == 'x')).hasSize(600));
    }

    @Test
    void breaksAtSpacesAndIndentsWhatFollows() {
        assertThat(DemoTable.wrap("one two three four", 9, "  ")).containsExactly("one two", "  three", "  four");
    }

    @Test
    void asksForNoColoursWhereThereAreNone() {
        var row = new DemoRow(1, "m", "held", List.of("p"), true);

        assertThat(plain.row(row)).doesNotContain("\u001b");
        assertThat(new DemoTable(Ansi.ON).row(row)).contains("\u001b[32m").contains("held");
    }
}
