package dev.postern.admin;

import dev.postern.api.Json;
import dev.postern.api.Problem;
import dev.postern.thread.DaemonThreads;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.json.JsonMapper;
import io.javalin.router.EndpointNotFound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Set;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LowResourceMonitor;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.EagerContentHandler.RetainedContentLoaderFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin port. A request is given to its route when all of it has arrived, so that no client holds a thread by sending slowly; a
 * client that holds one by reading slowly is cut. Errors are {@link Problem}s.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(AdminServer.class);
    private static final int THREADS = 32;
    private static final int IDLE_MILLIS = 60_000;
    /** One for each client that reads slowly leaves some for those that do not. */
    static final int SLOW_CLIENTS = 24;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** No route here needs a longer body. Each octet may arrive alone and then occupies a buffer: more room needs another way to wait. */
    private static final int LONGEST_BODY = 1024;

    private final Javalin javalin;

    private AdminServer(Javalin javalin) {
        this.javalin = javalin;
    }

    /**
     * Opens it.
     *
     * @throws IOException if the address cannot be bound
     */
    public static AdminServer open(InetSocketAddress bind, Set<AdminRoute> routes, Authorization authorization)
            throws IOException {
        return open(bind, routes, authorization, PATIENCE);
    }

    /**
     * Opens it.
     *
     * @param patience how long a client may take to send its request, and to read a part of its answer
     */
    static AdminServer open(
            InetSocketAddress bind, Set<AdminRoute> routes, Authorization authorization, Duration patience)
            throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.bind(bind);
            Javalin javalin = Javalin.create(config -> configure(config, routes, authorization, listener, patience));
            javalin.start();
            return new AdminServer(javalin);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    @Override
    public void close() {
        javalin.stop();
    }

    private static void configure(
            JavalinConfig config,
            Set<AdminRoute> routes,
            Authorization authorization,
            ServerSocketChannel listener,
            Duration patience) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
        config.http.maxRequestSize = LONGEST_BODY;
        config.jsonMapper(new Answers());

        config.jetty.threadPool =
                new QueuedThreadPool(THREADS, 4, IDLE_MILLIS, -1, null, null, DaemonThreads.named("admin"));
        var slow = new SlowClients(SLOW_CLIENTS, patience);
        config.jetty.modifyServer(server -> {
            server.getBeans(LowResourceMonitor.class).forEach(server::removeBean);
            server.setErrorHandler(new ProblemPages());
            server.setHandler(new EagerContentHandler(slow, new RetainedContentLoaderFactory(LONGEST_BODY, -1, true)));
        });
        config.jetty.modifyHttpConfiguration(AdminServer::configure);
        config.jetty.addConnector((server, http) -> connector(server, http, listener, slow));
        configure(config.routes, routes, authorization);
    }

    private static void configure(HttpConfiguration http) {
        http.setUriCompliance(UriCompliance.DEFAULT);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
    }

    private static ServerConnector connector(
            Server server, HttpConfiguration http, ServerSocketChannel listener, SlowClients slow) {
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.addBean(slow, false);
        try {
            connector.open(listener);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return connector;
    }

    private static void configure(RoutesConfig config, Set<AdminRoute> routes, Authorization authorization) {
        config.beforeMatched(authorization::check);
        for (AdminRoute route : routes) {
            Endpoint at = route.endpoint();
            config.addHttpHandler(at.method(), at.path(), route, at.access());
            if (at.method().equals(HandlerType.GET)) {
                config.addHttpHandler(HandlerType.HEAD, at.path(), route, at.access());
            }
        }
        config.after(
                request -> request.header("Cache-Control", "no-store").header("X-Content-Type-Options", "nosniff"));
        config.exception(MethodNotAllowedResponse.class, (e, request) -> {
            request.header("Allow", String.join(", ", e.getDetails().values()));
            problem(request, 405, "Use one of the methods in Allow.");
        });
        config.exception(EndpointNotFound.class, (e, request) -> problem(request, 404, "No such path."));
        config.exception(
                HttpResponseException.class,
                (e, request) -> problem(request, e.getStatus(), String.valueOf(e.getMessage())));
        config.exception(MailQueueException.class, (e, request) -> {
            LOGGER.warn("Could not read the queue for the admin port: {}", e.toString());
            problem(request, 503, "Could not read the queue; try again.");
        });
        config.exception(Exception.class, (e, request) -> {
            LOGGER.error("Internal error of the admin port at {} {}", request.method(), request.path(), e);
            problem(request, 500, "Internal error. The gateway's log has more.");
        });
    }

    private static void problem(Context request, int status, String detail) {
        request.status(status)
                .json(new Problem(HttpStatus.forStatus(status).getMessage(), status, detail))
                .contentType(Problem.MEDIA_TYPE);
    }

    /** Routes answer with records. */
    private static final class Answers implements JsonMapper {
        @Override
        public String toJsonString(Object answer, Type type) {
            return Json.write(answer);
        }
    }
}
