package dev.postern.text;

/** Makes texts that somebody else chose harmless for logs, headers, error messages and DSNs. */
public final class Printable {
    private static final String UNSEEN = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]";

    private Printable() {}

    /** Returns the text with a question mark in the place of every character that has no shape of its own. */
    public static String of(String text) {
        return text.replaceAll(UNSEEN, "?");
    }

    /** Returns the text in one line: a blank in the place of such characters, however many follow one another. */
    public static String line(String text) {
        return text.replaceAll(UNSEEN + "+", " ");
    }
}
