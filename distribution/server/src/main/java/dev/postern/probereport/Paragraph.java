package dev.postern.probereport;

import dev.postern.text.Printable;
import java.util.ArrayList;
import java.util.List;

/** Breaks a text into lines that a terminal has room for. Every line is printable. */
public final class Paragraph {
    static final int COLUMNS = 80;

    /** Of what somebody else wrote, so that nobody fills the screen. */
    private static final int LONGEST = 600;

    private Paragraph() {}

    /**
     * Returns the lines of the text; a word that is longer than a line is broken.
     *
     * @param width of a line
     */
    public static List<String> lines(String text, int width) {
        String line = Printable.line(text).strip();
        String cut = line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
        List<String> lines = new ArrayList<>();
        var current = new StringBuilder();
        for (String word : cut.split(" +", -1)) {
            String rest = word;
            if (current.length() > 0 && current.length() + 1 + rest.length() > width) {
                lines.add(current.toString());
                current.setLength(0);
            }
            while (rest.length() > width) {
                lines.add(rest.substring(0, width));
                rest = rest.substring(width);
            }
            current.append(current.length() > 0 ? " " : "").append(rest);
        }
        lines.add(current.toString());
        return lines;
    }
}
