package dev.postern.delivery;

/** Makes texts that a peer chose harmless for logs, headers and notices. */
final class Printable {
    private Printable() {}

    /** The text with a question mark in the place of every character that has no shape of its own. */
    static String of(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]", "?");
    }

    /** The same in printable ASCII. */
    static String ascii(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
