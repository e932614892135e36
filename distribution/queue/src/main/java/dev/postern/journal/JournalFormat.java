package dev.postern.journal;

/**
 * How large the embedded broker's files are, which it makes of full size at once: who configures it and who reads its files go
 * by these.
 */
public final class JournalFormat {
    /** Bytes of a file with messages. Another size takes every file that is there for damaged. */
    public static final int JOURNAL_FILE = 10 << 20;

    /** Bytes of a file with the names of queues, which the broker leaves nobody to choose. */
    static final int BINDINGS_FILE = 1 << 20;

    private JournalFormat() {}
}
