package dev.postern.thread;

import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that do not keep the process when all else has ended. */
public final class DaemonThreads {
    private static final Logger LOGGER = LoggerFactory.getLogger(DaemonThreads.class);

    private DaemonThreads() {}

    /**
     * Makes them one by one, not started yet.
     *
     * @param name of all of them, for who reads a thread dump
     */
    public static ThreadFactory named(String name) {
        return work -> {
            var thread = new Thread(work, name);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler(
                    (ended, fault) -> LOGGER.error("Thread {} ended by a fault", name, fault));
            return thread;
        };
    }
}
