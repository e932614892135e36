package dev.postern.lifecycle;

/** What the process's exit status means, in the words of sysexits(3). */
public final class ExitStatus {
    public static final int STOPPED = 0;
    /** The gateway that was asked takes no mail for now. */
    public static final int REFUSING = 1;
    /** What was asked for does not exist. */
    public static final int USAGE = 64;
    /** An address is in use, or the like: the service cannot be had. */
    public static final int UNAVAILABLE = 69;
    /** Something that should not happen did. */
    public static final int SOFTWARE = 70;
    /** The queue on the disk cannot be opened. */
    public static final int IO_ERROR = 74;
    /** The configuration is wrong. */
    public static final int CONFIGURATION = 78;

    private ExitStatus() {}
}
