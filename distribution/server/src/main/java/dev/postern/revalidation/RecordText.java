package dev.postern.revalidation;

import dev.postern.text.Printable;

/** Texts that a partner's server chose, as they are remembered and shown. */
final class RecordText {
    private static final int LONGEST = 200;

    private RecordText() {}

    /** Returns the text as one printable line of bounded length. */
    static String of(String text) {
        String line = Printable.line(text).strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
