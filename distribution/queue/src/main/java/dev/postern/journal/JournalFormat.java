package dev.postern.journal;

/**
 * Defines the sizes of the embedded broker's files, which it creates at full size. Both its configuration and the
 * inspection of its files use them.
 */
public final class JournalFormat {
    /** Bytes of a file with messages. Another size takes every file that is there for damaged. */
    public static final int JOURNAL_FILE = 10 << 20;

    /** Bytes of a file with the names of queues, which the broker leaves nobody to choose. */
    static final int BINDINGS_FILE = 1 << 20;

    private JournalFormat() {}
}
