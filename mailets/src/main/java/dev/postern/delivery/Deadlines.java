package dev.postern.delivery;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Cuts connections off when their time is over. Closing the socket ends whatever is blocked on it: reads, writes and
 * handshakes alike, however slowly the server trickles. One thread serves all connections. Safe for any thread.
 */
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
        var thread = new Thread(work, "outgoing-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    Deadlines() {
        timer.setRemoveOnCancelPolicy(true);
        // What is still under way when the gateway stops goes on without limits until the process ends.
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Closes that socket after that time, unless the limit is lifted before. */
    Limit limit(Socket socket, Duration time) {
        return new Limit(socket, time);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** One running deadline; closing it lifts it. */
    final class Limit implements AutoCloseable {
        private final Future<?> cutOff;
        private volatile boolean expired;

        private Limit(Socket socket, Duration time) {
            this.cutOff = timer.schedule(() -> cut(socket), time.toMillis(), TimeUnit.MILLISECONDS);
        }

        boolean isExpired() {
            return expired;
        }

        @Override
        public void close() {
            cutOff.cancel(false);
        }

        private void cut(Socket socket) {
            expired = true;
            try {
                socket.close();
            } catch (IOException e) {
                // It is unusable now, which is all that was wanted.
            }
        }
    }
}
