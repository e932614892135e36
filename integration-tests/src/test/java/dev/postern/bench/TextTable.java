package dev.postern.bench;

import java.util.ArrayList;
import java.util.List;

/** Lines of cells in columns: the first to the left, the others to the right. For one thread. */
final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    TextTable row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** A line of its own that does not widen any column. */
    TextTable heading(String text) {
        rows.add(List.of(text));
        return this;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String pad = row.size() == 1 ? "" : " ".repeat(width(column) - cell.length());
                line.append(column == 0 ? cell + pad : GAP + pad + cell);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> row.size() > 1 && row.size() > column)
                .mapToInt(row -> row.get(column).length())
                .max()
                .orElse(0);
    }
}
