package dev.postern.revalidation;

import dev.postern.probereport.Paragraph;
import java.util.ArrayList;
import java.util.List;

/** Lays out a notice: labels, and texts beside them, in lines of a mail. For one thread. */
final class NoticeLines {
    private static final int LABEL = 9;
    /** A fingerprint is not broken. */
    private static final int WIDTH = 71;

    private final List<String> lines = new ArrayList<>();

    /** Adds texts under one label; nothing if there are none. */
    NoticeLines add(String label, List<String> texts) {
        String lead = label + ":";
        for (String text : texts) {
            for (String line : Paragraph.lines(text, WIDTH)) {
                lines.add(lead + " ".repeat(LABEL - lead.length()) + line);
                lead = "";
            }
        }
        return this;
    }

    NoticeLines add(String label, String text) {
        return add(label, List.of(text));
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
