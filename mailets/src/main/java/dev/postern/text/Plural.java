package dev.postern.text;

/** Writes a number with its noun. */
public final class Plural {
    private Plural() {}

    /** Returns for example {@code 1 message} or {@code 2 messages}. */
    public static String of(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
