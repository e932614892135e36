package dev.postern.admin;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.james.queue.api.MailQueue.MailQueueException;

/**
 * Serves {@code postern queue}: {@code GET /queue} lists the queued messages, one line each of name, number, time of
 * the oldest and the reason if there is a special one; {@code POST /queue/flush?partner=NAME}, or without partner for
 * all, tries it now. {@code GET /queue/kept} lists what keeps a rule that the partners file no longer has, one line
 * each of partner, domain, number, rule and what would hold instead; {@code POST /queue/release?name=NAME} lifts that
 * rule.
 *
 * <p>Only for programs on this very machine. A web page that a browser here shows must not be able to use it: its requests
 * cannot carry {@link #HEADER}, and under a name that it made to mean this machine they have the wrong Host.
 */
public final class QueuePage implements HttpHandler {
    /** Every request must have it. */
    public static final String HEADER = "Postern-Command";

    public static final String PATH = "/queue";
    public static final String KEPT = "/kept";
    public static final String RELEASE = "/release";
    public static final String NAME = "name=";
    private static final String PARTNER = "partner=";

    private final OutboundQueues queues;

    public QueuePage(OutboundQueues queues) {
        this.queues = queues;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!isFromHere(exchange)) {
            answer(exchange, 403, "Only commands on the gateway's own machine may use this page.\n");
        } else if (exchange.getRequestURI().getPath().equals(PATH)) {
            list(exchange);
        } else if (exchange.getRequestURI().getPath().equals(PATH + "/flush")) {
            flush(exchange);
        } else if (exchange.getRequestURI().getPath().equals(PATH + KEPT)) {
            kept(exchange);
        } else if (exchange.getRequestURI().getPath().equals(PATH + RELEASE)) {
            release(exchange);
        } else {
            answer(exchange, 404, "No such page.\n");
        }
    }

    private void list(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            answer(exchange, 405, "Use GET.\n");
            return;
        }
        try {
            String lines = queues.waiting().entrySet().stream()
                    .map(entry -> entry.getKey() + "\t" + entry.getValue().messages() + "\t"
                            + entry.getValue().oldest() + "\t"
                            + entry.getValue().why().orElse("") + "\n")
                    .collect(Collectors.joining());
            answer(exchange, 200, lines);
        } catch (MailQueueException e) {
            answer(exchange, 503, "Could not read the queue; try again.\n");
        }
    }

    private void flush(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            answer(exchange, 405, "Use POST.\n");
            return;
        }
        Optional<String> query = Optional.ofNullable(exchange.getRequestURI().getRawQuery());
        if (query.isEmpty()) {
            queues.flush(domain -> true);
            answer(exchange, 200, "Flushing the queue for all destinations.\n");
        } else if (!query.get().startsWith(PARTNER)) {
            answer(exchange, 400, "Unknown parameter; expected partner.\n");
        } else {
            String partner = URLDecoder.decode(query.get().substring(PARTNER.length()), StandardCharsets.UTF_8);
            boolean known = queues.flush(partner);
            answer(
                    exchange,
                    known ? 200 : 404,
                    known ? "Flushing the queue for partner " + partner + ".\n" : "No such partner.\n");
        }
    }

    private void kept(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            answer(exchange, 405, "Use GET.\n");
            return;
        }
        try {
            String lines = queues.kept().entrySet().stream()
                    .map(entry -> String.join(
                                    "\t",
                                    entry.getKey().partner(),
                                    entry.getKey().domain(),
                                    Long.toString(entry.getValue().messages()),
                                    entry.getKey().rule(),
                                    entry.getKey().released())
                            + "\n")
                    .collect(Collectors.joining());
            answer(exchange, 200, lines);
        } catch (MailQueueException e) {
            answer(exchange, 503, "Could not read the queue; try again.\n");
        }
    }

    private void release(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            answer(exchange, 405, "Use POST.\n");
            return;
        }
        String query =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        if (!query.startsWith(NAME) || query.equals(NAME)) {
            answer(exchange, 400, "Unknown parameter; expected name.\n");
            return;
        }
        String name = URLDecoder.decode(query.substring(NAME.length()), StandardCharsets.UTF_8);
        try {
            long released = queues.release(name);
            answer(
                    exchange,
                    released > 0 ? 200 : 404,
                    released > 0
                            ? "Released messages: " + released + ". Trying to deliver them now.\n"
                            : "No queued message keeps a rule of that partner or domain.\n");
        } catch (MailQueueException e) {
            answer(exchange, 503, "Could not read the queue; try again.\n");
        } catch (IOException e) {
            answer(exchange, 503, "Could not write the release to disk; nothing was released.\n");
        }
    }

    private static boolean isFromHere(HttpExchange exchange) {
        return isOnThisMachine(exchange) && exchange.getRequestHeaders().containsKey(HEADER) && isAddressed(exchange);
    }

    /** Returns whether the client is a program on this machine, be it a browser. */
    static boolean isOnThisMachine(HttpExchange exchange) {
        InetAddress client = exchange.getRemoteAddress().getAddress();
        return client.isLoopbackAddress()
                || client.equals(exchange.getLocalAddress().getAddress());
    }

    private static boolean isAddressed(HttpExchange exchange) {
        try {
            String host = HostAndPort.fromString(
                            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"))
                                    .orElse(""))
                    .getHost();
            return host.equals("localhost") || InetAddresses.isInetAddress(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
