package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.smtp.SmtpHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.james.smtpserver.CoreCmdHandlerLoader;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/james.md} names every handler that is ours, and every one of James's that is missing. */
class JamesPageTest {
    private static final String HEAD = "| handler | in place of | why |\n|---|---|---|\n";
    private static final Pattern NAME = Pattern.compile("`([A-Za-z0-9]+)`");

    private final List<String> added = new ArrayList<>();
    private final List<String> replaced = new ArrayList<>();

    @Test
    void eachHandlerOfOursIsThereWithWhatItReplaces() {
        read();
        List<String> ours = simple(new SmtpHandlers().getHandlers());
        List<String> jamess = simple(new CoreCmdHandlerLoader().getHandlers());

        assertThat(added)
                .containsExactlyInAnyOrderElementsOf(
                        ours.stream().filter(name -> !jamess.contains(name)).toList());
        assertThat(replaced)
                .containsExactlyInAnyOrderElementsOf(
                        jamess.stream().filter(name -> !ours.contains(name)).toList());
    }

    private void read() {
        String page = MarkdownFile.named("docs/james.md").text();
        assertThat(page).contains(HEAD);
        page.substring(page.indexOf(HEAD) + HEAD.length())
                .lines()
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split("\\|"))
                .forEach(cells -> {
                    added.addAll(names(cells[1]));
                    replaced.addAll(names(cells[2]));
                });
    }

    private static List<String> names(String cell) {
        return NAME.matcher(cell).results().map(match -> match.group(1)).toList();
    }

    private static List<String> simple(List<String> classes) {
        return classes.stream()
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .toList();
    }
}
