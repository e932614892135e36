package dev.postern.intake;

/** Reads one line between DATA and the end of the content, line end included, with its stuffed dot (RFC 5321 §4.5.2). */
final class ContentLine {
    private ContentLine() {}

    /** Returns whether a line is the end of the content. */
    static boolean isLast(byte[] line) {
        return line.length == 3 && line[0] == '.';
    }

    /** Returns whether a line continues the header field above it (RFC 5322 §2.2.3). */
    static boolean isFolded(byte[] line) {
        int start = start(line);
        return line.length > start && (line[start] == ' ' || line[start] == '\t');
    }

    /**
     * Returns where the text of a line begins: behind a dot, whatever follows it (RFC 5321 §4.5.2). A filter that looks at how
     * a line begins looks there, or a dot would hide it.
     */
    static int start(byte[] line) {
        return line.length > 1 && line[0] == '.' && !isLast(line) ? 1 : 0;
    }
}
