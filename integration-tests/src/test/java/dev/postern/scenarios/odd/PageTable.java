package dev.postern.scenarios.odd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of docs/reference/odd-servers-and-messages.md that a test keeps true: what several servers do with the same input, and
 * why Postern does something else than Postfix.
 *
 * @param columns its heading's cells
 * @param rows the other cells of each row by its first
 */
record PageTable(List<String> columns, Map<String, List<String>> rows) {
    static final String POSTFIX = "Postfix 3.7";
    static final String EXIM = "Exim 4.96";
    static final String OPENSMTPD = "OpenSMTPD 6.8";
    static final String POSTERN = "Postern";
    private static final String WHY = "why";
    private static final Path PAGE =
            Path.of(System.getProperty("postern.docs", "../docs")).resolve("reference/odd-servers-and-messages.md");

    /** The table whose first column has that heading. */
    static PageTable of(String firstColumn) {
        try {
            List<String> lines = Files.readAllLines(PAGE);
            int heading = 0;
            while (!lines.get(heading).startsWith("| " + firstColumn + " |")) {
                heading++;
            }
            Map<String, List<String>> rows = new LinkedHashMap<>();
            for (String line : lines.subList(heading + 2, lines.size())) {
                if (!line.startsWith("|")) {
                    break;
                }
                rows.put(cells(line).get(0), cells(line));
            }
            return new PageTable(cells(lines.get(heading)), rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>(List.of(line.strip().split("\\|", -1)));
        return cells.subList(1, cells.size() - 1).stream().map(String::strip).toList();
    }

    private String cell(String row, String column) {
        List<String> cells = rows.getOrDefault(row, List.of());
        int index = columns.indexOf(column);
        return index < cells.size() ? cells.get(index) : "";
    }

    /** Fails, and shows how the table should be, unless it has these rows and what was observed in the columns of these names. */
    void expect(Map<String, Map<String, String>> observed) {
        var table = new StringBuilder("\n| " + String.join(" | ", columns) + " |\n");
        observed.forEach((row, values) -> {
            table.append("| ").append(row);
            columns.stream()
                    .skip(1)
                    .forEach(column -> table.append(" | ").append(values.getOrDefault(column, cell(row, column))));
            table.append(" |\n");
        });
        List<String> differences = new ArrayList<>();
        observed.forEach((row, values) -> values.forEach((column, value) -> {
            if (!cell(row, column).equals(value)) {
                differences.add("%s, %s: %s; the page says: %s".formatted(row, column, value, cell(row, column)));
            }
        }));
        assertThat(differences).as(table.toString()).isEmpty();
        assertThat(rows.keySet()).as(table.toString()).containsExactlyElementsOf(observed.keySet());
    }

    /** Fails unless each row in which Postern does something else than Postfix says why. */
    void expectReasons() {
        List<String> unexplained = rows.keySet().stream()
                .filter(row -> !cell(row, POSTFIX).equals(cell(row, POSTERN))
                        && cell(row, WHY).isEmpty())
                .toList();
        assertThat(unexplained).isEmpty();
    }
}
