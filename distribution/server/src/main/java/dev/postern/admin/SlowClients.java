package dev.postern.admin;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the connections of clients that keep the server waiting: for a request to arrive whole, or for a part of the answer to be
 * read. Each is cut when its time is over; and when there are too many, the one that the server has waited for longest is cut for each
 * one more. A connection whose answer is being made is never cut. Safe for any thread.
 */
final class SlowClients extends Handler.Wrapper implements Connection.Listener {
    private final int most;
    private final long patience;
    private final Set<Connection> open = new HashSet<>();
    /** Those that the server waits for, with the time since when; the longest first. */
    private final Map<Connection, Long> waiting = new LinkedHashMap<>();

    /**
     * @param most how many clients may keep the server waiting at once
     * @param patience how long each of them may
     */
    SlowClients(int most, Duration patience) {
        this.most = most;
        this.patience = patience.toNanos();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        watch();
    }

    private void watch() {
        if (isRunning() || isStarting()) {
            overdue().forEach(SlowClients::cut);
            getServer().getScheduler().schedule(this::watch, Math.max(patience / 10, 1), TimeUnit.NANOSECONDS);
        }
    }

    private synchronized List<Connection> overdue() {
        long now = System.nanoTime();
        List<Connection> overdue = new ArrayList<>();
        waiting.entrySet().stream()
                .takeWhile(entry -> now - entry.getValue() > patience)
                .forEach(entry -> overdue.add(entry.getKey()));
        overdue.forEach(this::forget);
        return overdue;
    }

    @Override
    public void onOpened(Connection connection) {
        synchronized (this) {
            open.add(connection);
        }
        waitsFor(connection);
    }

    @Override
    public synchronized void onClosed(Connection connection) {
        forget(connection);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connection connection = request.getConnectionMetaData().getConnection();
        answers(connection);
        Request.addCompletionListener(request, failure -> waitsFor(connection)); // for its next request
        return super.handle(request, new Answer(request, response, connection), callback);
    }

    private synchronized void answers(Connection connection) {
        waiting.remove(connection);
    }

    private void waitsFor(Connection connection) {
        oneTooMany(connection).forEach(SlowClients::cut);
    }

    private synchronized List<Connection> oneTooMany(Connection connection) {
        waiting.remove(connection);
        if (open.contains(connection)) {
            waiting.put(connection, System.nanoTime());
        }
        if (waiting.size() <= most) {
            return List.of();
        }
        Connection longest = waiting.keySet().iterator().next();
        forget(longest);
        return List.of(longest);
    }

    /** The request of a connection that is cut ends too, which must not make it one that waits: it would push out another. */
    private void forget(Connection connection) {
        open.remove(connection);
        waiting.remove(connection);
    }

    /** Frees the thread that may be blocked by it. */
    private static void cut(Connection connection) {
        connection.getEndPoint().close();
    }

    /** An answer whose parts the client reads in time, or never. */
    private final class Answer extends Response.Wrapper {
        private final Connection connection;

        Answer(Request request, Response response, Connection connection) {
            super(request, response);
            this.connection = connection;
        }

        @Override
        public void write(boolean last, @Nullable ByteBuffer content, Callback callback) {
            waitsFor(connection);
            super.write(last, content, Callback.from(() -> answers(connection), callback));
        }
    }
}
