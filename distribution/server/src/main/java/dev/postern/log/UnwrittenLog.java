package dev.postern.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of decision lines that standard output did not take until the end of a process. */
public final class UnwrittenLog {
    private static final Logger LOGGER = LoggerFactory.getLogger(UnwrittenLog.class);
    private static final String NAME = "unwritten.log";

    /** A process adds 4 MiB at most; who never looks loses the newest. */
    private static final long LARGEST = 64 << 20;

    private UnwrittenLog() {}

    /** Appends the lines to the file in the data directory; without a word if that fails too. */
    public static void save(Path data, List<byte[]> lines) {
        Path file = data.resolve(NAME);
        try {
            if (Files.exists(file) && Files.size(file) > LARGEST) {
                return;
            }
            for (byte[] line : lines) {
                Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            LOGGER.debug("{} cannot be written", file, e);
        }
    }

    /** Says so if an earlier process left lines there. */
    public static void report(Path data) {
        Path file = data.resolve(NAME);
        if (Files.exists(file)) {
            LOGGER.warn("{} has log lines that an earlier run could not write; read it and remove it", file);
        }
    }
}
