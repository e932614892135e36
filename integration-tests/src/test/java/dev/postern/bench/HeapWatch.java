package dev.postern.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Watches this JVM's heap from its construction on. */
final class HeapWatch {
    private static final double MIB = 1024.0 * 1024;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private volatile double most;
    private volatile boolean ended;

    HeapWatch() {
        var thread = new Thread(this::watch, "heap-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        while (!ended) {
            most = Math.max(most, used());
            LockSupport.parkNanos(PAUSE);
        }
    }

    private double used() {
        return memory.getHeapMemoryUsage().getUsed() / MIB;
    }

    /** What a collection leaves, in MiB. */
    double live() {
        memory.gc();
        return used();
    }

    /** Stops watching; the most in use that was seen, in MiB. */
    double end() {
        ended = true;
        return most;
    }
}
