package dev.postern.smtpclient;

import dev.postern.thread.DaemonThreads;
import dev.postern.thread.RecurringTask;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Cuts connections off when their time is over. Closing the socket ends whatever is blocked on it: reads, writes and
 * handshakes alike, however slowly the server trickles; a socket's own timeout would begin again with every octet.
 *
 * <p>One thread looks at all connections four times a second, so that a limit costs a command no more than a field that is
 * written. Safe for any thread.
 */
public final class Deadlines implements AutoCloseable {
    private static final long LOOK_MILLIS = 250;
    private static final long NEVER = Long.MAX_VALUE;

    private final long beginning = System.nanoTime();
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService looker =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("outgoing-deadlines"));

    public Deadlines() {
        var unused = looker.scheduleWithFixedDelay(
                new RecurringTask("Cutting off slow connections", this::look),
                LOOK_MILLIS,
                LOOK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Watches that socket until the watch is closed. No limit runs at first. */
    Watch watch(Socket socket) {
        var watch = new Watch(socket);
        watches.add(watch);
        return watch;
    }

    /** What is still under way when the gateway stops goes on without limits until the process ends. */
    @Override
    public void close() {
        looker.shutdownNow();
    }

    private void look() {
        long now = now();
        watches.forEach(watch -> watch.look(now));
    }

    private long now() {
        return System.nanoTime() - beginning;
    }

    /** The limits of one connection: one for the step that it takes, one for all of its steps together. */
    final class Watch implements AutoCloseable {
        private final Socket socket;
        private volatile long stepEnds = NEVER;
        private volatile long allEnds = NEVER;
        private volatile boolean expired;

        private Watch(Socket socket) {
            this.socket = socket;
        }

        /** The step that begins now may take that long. */
        void step(Duration time) {
            stepEnds = now() + time.toNanos();
        }

        /** The step is over. */
        void stepIsOver() {
            stepEnds = NEVER;
        }

        /** All steps from now on may take that long together. */
        void all(Duration time) {
            allEnds = now() + time.toNanos();
        }

        /** Nothing is asked of the connection for now. */
        void rest() {
            stepEnds = NEVER;
            allEnds = NEVER;
        }

        /** Returns whether a limit was passed, and the socket closed for it. */
        boolean isExpired() {
            return expired;
        }

        @Override
        public void close() {
            watches.remove(this);
        }

        private void look(long now) {
            if (now >= stepEnds || now >= allEnds) {
                expired = true;
                watches.remove(this);
                try {
                    socket.close();
                } catch (IOException e) {
                    // It is unusable now, which is all that was wanted.
                }
            }
        }
    }
}
