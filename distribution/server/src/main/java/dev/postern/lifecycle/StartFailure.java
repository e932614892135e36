package dev.postern.lifecycle;

/** Says why the gateway cannot start, where the administrator can fix it. The message is for them. */
public final class StartFailure extends Exception {
    private final int exitStatus;

    public StartFailure(int exitStatus, String message, Throwable cause) {
        super(message, cause);
        this.exitStatus = exitStatus;
    }

    public int exitStatus() {
        return exitStatus;
    }

    /** Returns the messages of the error and its causes, each once. */
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
