package dev.postern.command;

import dev.postern.lifecycle.ExitStatus;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A command that works on files of the data directory, whether a gateway runs or not. */
@FunctionalInterface
interface FileCommand {
    /** Returns the exit status. */
    int call() throws IOException;

    /** Runs it, if there is such a directory, and prints what went wrong. Returns the exit status. */
    static int run(Path data, FileCommand command) {
        if (!Files.isDirectory(data)) {
            System.err.println("There is no data directory "
                    + data.toAbsolutePath().normalize() + ". Name another one by --data, or start the gateway once.");
            return ExitStatus.UNAVAILABLE;
        }
        try {
            return command.call();
        } catch (AccessDeniedException e) {
            System.err.println("No permission to use " + e.getFile()
                    + ". Run the command as root, or as the user that the gateway runs as.");
            return ExitStatus.NO_PERMISSION;
        } catch (IOException e) {
            System.err.println("Could not use the data directory: " + e.getMessage() + ". Nothing was changed.");
            return ExitStatus.UNAVAILABLE;
        }
    }
}
