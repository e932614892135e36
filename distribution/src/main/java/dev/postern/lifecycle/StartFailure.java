package dev.postern.lifecycle;

/** The gateway cannot start, for a reason that its administrator can mend. The message is for them. */
public final class StartFailure extends Exception {
    private final int exitStatus;

    public StartFailure(int exitStatus, String message, Throwable cause) {
        super(message, cause);
        this.exitStatus = exitStatus;
    }

    public int exitStatus() {
        return exitStatus;
    }

    /** What that error and its causes say, each thing once. */
    public static String causes(Throwable error) {
        var words = new StringBuilder(String.valueOf(error.getMessage()));
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && words.indexOf(cause.getMessage()) < 0) {
                words.append(": ").append(cause.getMessage());
            }
        }
        return words.toString();
    }
}
