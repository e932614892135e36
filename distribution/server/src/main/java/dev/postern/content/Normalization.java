package dev.postern.content;

import java.util.Optional;

/** Counts what was put right in the lines of one message. Not safe for threads. */
public final class Normalization {
    private long bareLineFeeds;
    private long foldedLines;

    public void bareLineFeed() {
        bareLineFeeds++;
    }

    public void foldedLine() {
        foldedLines++;
    }

    /** Returns what was counted since the last call, for the log; empty if nothing was. */
    public Optional<String> take() {
        if (bareLineFeeds == 0 && foldedLines == 0) {
            return Optional.empty();
        }
        String text = "bareLineFeeds=" + bareLineFeeds + " foldedLines=" + foldedLines;
        bareLineFeeds = 0;
        foldedLines = 0;
        return Optional.of(text);
    }
}
