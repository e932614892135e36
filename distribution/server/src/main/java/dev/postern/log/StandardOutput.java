package dev.postern.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** This process's standard output, to which nobody waits to write. Safe for any thread. */
public final class StandardOutput {
    private static final LineQueue LINES =
            new LineQueue(new FileOutputStream(FileDescriptor.out), StandardOutput::resumed);

    private StandardOutput() {}

    public static LineQueue lines() {
        return LINES;
    }

    /** Prints a line that is no log line. */
    public static void print(String line) {
        LINES.add((line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8), LineImportance.DECISION);
    }

    /** Waits a few seconds at most until all is written: a process that ends does not wait for a reader that is gone. */
    public static boolean flush() {
        try {
            return LINES.awaitWritten(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void resumed(long dropped) {
        LoggerFactory.getLogger(StandardOutput.class)
                .warn(
                        "Dropped {} log lines because standard output accepted none for a while; make sure that the program"
                                + " that reads the log keeps reading",
                        dropped);
    }
}
