package dev.postern.connection;

/** What a client did not do in time. */
public enum Overdue {
    /** Send a whole line. */
    LINE,
    /** Come to DATA. */
    TRANSACTION,
    /** Send content at the least rate. */
    CONTENT
}
