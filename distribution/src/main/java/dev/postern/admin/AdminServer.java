package dev.postern.admin;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The admin port: {@link HealthPage}, and {@code GET /livez}, which answers 200 in any case. It tells nothing else, and changes
 * nothing, but for {@link QueuePage}.
 */
public final class AdminServer implements AutoCloseable {
    private static final int THREADS = 32;

    static {
        // Read once, when the JVM's first such server is made. Without it a client that sends half a request, or never
        // reads the answer, keeps its thread for good.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
    }

    private final HttpServer server;
    private final RequestThreads threads = new RequestThreads(THREADS);

    /**
     * Opens it.
     *
     * @param instance which gateway this is
     * @param refusal why no new mail is taken for the time being
     * @param queue the page of what waits
     * @throws IOException if the address cannot be bound
     */
    public AdminServer(
            InetSocketAddress bind,
            String instance,
            BooleanSupplier takesMail,
            Supplier<Optional<String>> refusal,
            HttpHandler queue)
            throws IOException {
        this(bind, instance, takesMail, refusal, List::of, List::of, queue);
    }

    /**
     * Opens it.
     *
     * @param expiring certificates that expire soon, one line each
     * @param warnings what an administrator should look at, one line each
     * @throws IOException if the address cannot be bound
     */
    public AdminServer(
            InetSocketAddress bind,
            String instance,
            BooleanSupplier takesMail,
            Supplier<Optional<String>> refusal,
            Supplier<List<String>> expiring,
            Supplier<List<String>> warnings,
            HttpHandler queue)
            throws IOException {
        server = HttpServer.create(bind, 0);
        server.setExecutor(threads);
        page("/", exchange -> JsonAnswer.send(exchange, 404, "{\"error\":\"no such page\"}"));
        page(QueuePage.PATH, queue);
        // For whoever ends a process that hangs: it is answered as long as the process can answer at all.
        page("/livez", exchange -> JsonAnswer.send(exchange, 200, "{\"status\":\"alive\"}"));
        page(HealthPage.PATH, new HealthPage(instance, takesMail, refusal, expiring, warnings));
        server.start();
    }

    private void page(String path, HttpHandler handler) {
        server.createContext(path, threads.whole(handler));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
