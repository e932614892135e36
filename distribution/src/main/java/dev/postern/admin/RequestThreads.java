package dev.postern.admin;

import com.sun.net.httpserver.HttpHandler;
import dev.postern.thread.DaemonThreads;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of an HTTP server that reads each request on a thread of its own. While all of them are busy, each further request
 * cuts the connection whose client has been sending its request for the longest time: slow clients keep nobody from an answer. A
 * request whose answer is being made is never cut. Safe for any thread.
 */
final class RequestThreads implements Executor, AutoCloseable {
    /** No page here needs a body. */
    private static final int LONGEST_BODY = 1024;

    private final int most;
    private final ThreadPoolExecutor threads;
    /** Those that wait for their clients, the one that has waited longest first. */
    private final Set<Thread> reading = new LinkedHashSet<>();

    private int busy;
    private int waiting;

    /** @param most how many requests are read and answered at once */
    RequestThreads(int most) {
        this.most = most;
        this.threads = new ThreadPoolExecutor(
                most, most, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), DaemonThreads.named("health"));
        this.threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable request) {
        arrived();
        threads.execute(() -> run(request));
    }

    private synchronized void arrived() {
        waiting++;
        cutSlowest();
    }

    private void cutSlowest() {
        if (busy >= most && waiting > 0) {
            reading.stream().findFirst().ifPresent(slowest -> {
                reading.remove(slowest);
                slowest.interrupt(); // which closes the channel that it reads from
            });
        }
    }

    private void run(Runnable request) {
        begin();
        try {
            request.run();
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        waiting--;
        busy++;
        reading.add(Thread.currentThread());
        cutSlowest();
    }

    private synchronized void end() {
        busy--;
        reading.remove(Thread.currentThread());
        var unused = Thread.interrupted();
    }

    /** Returns a handler that is given whole requests only, and is not cut. */
    HttpHandler whole(HttpHandler handler) {
        return exchange -> {
            try (InputStream body = exchange.getRequestBody()) {
                if (body.readNBytes(LONGEST_BODY).length == LONGEST_BODY) {
                    exchange.sendResponseHeaders(413, -1);
                    return;
                }
                answering();
                handler.handle(exchange);
            }
        };
    }

    private synchronized void answering() throws IOException {
        boolean cut = !reading.remove(Thread.currentThread());
        if (cut) {
            throw new IOException("the client was too slow");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
