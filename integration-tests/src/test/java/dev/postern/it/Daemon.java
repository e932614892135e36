package dev.postern.it;

/** Threads of peers, which end with their peer or with the JVM. */
final class Daemon {
    private Daemon() {}

    static void start(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
