package dev.postern.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Help.Ansi;

/** Lays rows out as a table of 100 columns in plain ASCII. Immutable. */
record DemoTable(Ansi colours) {
    static final int WIDTH = 100;
    private static final int NUMBER = 1;
    private static final int MESSAGE = 25;
    private static final int OUTCOME = 9;
    private static final int PROOF = WIDTH - NUMBER - MESSAGE - OUTCOME - 3 * 2;
    private static final String RULE = "-".repeat(WIDTH);

    /** The lines above the rows. */
    String head() {
        return line(pad("#", NUMBER), pad("Message", MESSAGE), pad("Outcome", OUTCOME), "Evidence") + RULE + "\n";
    }

    /** One row with the rule below it. */
    String row(DemoRow row) {
        List<String> message = wrap(row.message(), MESSAGE, "");
        List<String> outcome = wrap(row.outcome(), OUTCOME, "");
        List<String> proof = row.proof().stream()
                .flatMap(paragraph -> wrap(paragraph, PROOF, "  ").stream())
                .toList();
        var style = row.asExpected() ? Ansi.Style.fg_green : Ansi.Style.fg_red;
        int height = Math.max(Math.max(message.size(), outcome.size()), proof.size());
        var lines = new StringBuilder();
        IntStream.range(0, height)
                .mapToObj(i -> line(
                        pad(i == 0 ? Integer.toString(row.number()) : "", NUMBER),
                        pad(cell(message, i), MESSAGE),
                        paint(pad(cell(outcome, i), OUTCOME), style),
                        cell(proof, i)))
                .forEach(lines::append);
        return lines + RULE + "\n";
    }

    private String paint(String text, Ansi.Style style) {
        return colours.enabled() ? Ansi.Style.bold.on() + style.on() + text + Ansi.Style.reset.on() : text;
    }

    private static String cell(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index) : "";
    }

    private static String line(String... cells) {
        return String.join("  ", cells).stripTrailing() + "\n";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** Breaks at spaces, or anywhere in a word that is longer than a line. */
    static List<String> wrap(String text, int width, String indent) {
        List<String> lines = new ArrayList<>();
        String rest = text.strip();
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int end = space > indent.length() ? space : width;
            lines.add(rest.substring(0, end).stripTrailing());
            rest = indent + rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }
}
