package dev.postern.testing.process;

/** Threads of peers, which end with their peer or with the JVM. */
public final class Daemon {
    private Daemon() {}

    public static void start(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
