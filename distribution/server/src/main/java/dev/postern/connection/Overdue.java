package dev.postern.connection;

/** A time limit that a client exceeded. */
public enum Overdue {
    /** Send a whole line. */
    LINE,
    /** Come to DATA. */
    TRANSACTION,
    /** Send content at the least rate. */
    CONTENT
}
