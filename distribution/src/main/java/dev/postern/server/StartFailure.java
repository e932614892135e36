package dev.postern.server;

/** The gateway cannot start, for a reason that its administrator can mend. The message is for them. */
final class StartFailure extends Exception {
    private final int exitStatus;

    StartFailure(int exitStatus, String message, Throwable cause) {
        super(message, cause);
        this.exitStatus = exitStatus;
    }

    int exitStatus() {
        return exitStatus;
    }
}
