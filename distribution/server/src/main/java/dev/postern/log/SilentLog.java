package dev.postern.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** Turns the log of this process off: the standard output of a command that answers a question is its answer. */
public final class SilentLog {
    private SilentLog() {}

    /** Logs nothing from now on. */
    public static void begin() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLoggerList().forEach(logger -> logger.setLevel(Level.OFF));
        }
    }
}
