package dev.postern.lifecycle;

/** Defines the exit statuses of the process, after sysexits(3). */
public final class ExitStatus {
    public static final int STOPPED = 0;
    /** The gateway is running but accepts no mail at present. */
    public static final int NOT_ACCEPTING = 1;
    /** A probe found that the rule does not hold. */
    public static final int FALLS_SHORT = 1;
    /** A probe could not tell whether the rule holds. */
    public static final int COULD_NOT_TELL = 2;
    /** The command line is invalid, or names something that does not exist. */
    public static final int USAGE = 64;
    /** The service is unavailable: an address is in use, for example. */
    public static final int UNAVAILABLE = 69;
    /** An internal error occurred. */
    public static final int SOFTWARE = 70;
    /** The queue on the disk cannot be opened. */
    public static final int IO_ERROR = 74;
    /** A file of the gateway cannot be read or written by the user who runs the command. */
    public static final int NO_PERMISSION = 77;
    /** The configuration is invalid. */
    public static final int CONFIGURATION = 78;

    private ExitStatus() {}
}
