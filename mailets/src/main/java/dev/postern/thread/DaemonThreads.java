package dev.postern.thread;

import java.util.concurrent.ThreadFactory;

/** Threads that do not keep the process when all else has ended. */
public final class DaemonThreads {
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
            return thread;
        };
    }
}
