package dev.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** On what was measured. */
final class Machine {
    private static final double IDLE = 0.5;

    private Machine() {}

    /** One line, and a warning if it is not idle. */
    static String describe() throws IOException {
        int processors = Runtime.getRuntime().availableProcessors();
        double load = Files.exists(Path.of("/proc/loadavg"))
                ? Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0])
                : 0;
        String busy = load > IDLE ? " - not idle: compare within this run only" : "";
        return String.format(
                Locale.ROOT,
                "Machine: %d processors, %s %s, Java %s, load %.1f%s",
                processors,
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("java.version"),
                load,
                busy);
    }
}
