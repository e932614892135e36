package dev.postern.admin;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.postern.thread.Faults;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Answers {@code GET /healthz}: 200 while the gateway accepts mail and none of its threads fails, else 503. Why it
 * takes none names directories, brokers and faults, and is told to programs on this very machine only; whoever asks
 * from elsewhere, such as a kubelet, is told that it takes none.
 */
public final class HealthPage implements HttpHandler {
    static final String PATH = "/healthz";
    /** In each answer of {@code /healthz}: the instance of the gateway that answers, as its data directory names it. */
    public static final String INSTANCE = "Postern-Instance";

    private final String instance;
    private final BooleanSupplier takesMail;
    private final Supplier<Optional<String>> refusal;
    private final Supplier<List<String>> expiring;
    private final Supplier<List<String>> warnings;

    /**
     * @param instance which gateway this is, for {@link #INSTANCE}
     * @param refusal why no new mail is taken for the time being
     */
    HealthPage(String instance, BooleanSupplier takesMail, Supplier<Optional<String>> refusal) {
        this(instance, takesMail, refusal, List::of);
    }

    /**
     * As above.
     *
     * @param expiring certificates that expire soon or have expired, one line each; told like the reason, and 200 all the same: mail
     *     of everyone who does not look at them goes on
     */
    HealthPage(
            String instance,
            BooleanSupplier takesMail,
            Supplier<Optional<String>> refusal,
            Supplier<List<String>> expiring) {
        this(instance, takesMail, refusal, expiring, List::of);
    }

    /**
     * As above.
     *
     * @param warnings what an administrator should look at though mail is accepted, told in the same way
     */
    HealthPage(
            String instance,
            BooleanSupplier takesMail,
            Supplier<Optional<String>> refusal,
            Supplier<List<String>> expiring,
            Supplier<List<String>> warnings) {
        this.instance = instance;
        this.takesMail = takesMail;
        this.refusal = refusal;
        this.expiring = expiring;
        this.warnings = warnings;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set(INSTANCE, instance);
        Optional<String> refused = refusal.get();
        Optional<String> fault = Faults.current();
        if (!takesMail.getAsBoolean()) {
            JsonAnswer.send(exchange, 503, "{\"status\":\"not ready\"}");
        } else if (refused.isPresent()) {
            String reason = reason(exchange, refused.get());
            JsonAnswer.send(exchange, 503, "{\"status\":\"refusing new mail\"" + reason + "}");
        } else if (fault.isPresent()) {
            JsonAnswer.send(exchange, 503, "{\"status\":\"failing\"" + reason(exchange, fault.get()) + "}");
        } else {
            String details = lines(exchange, "expiring", expiring) + lines(exchange, "warnings", warnings);
            JsonAnswer.send(exchange, 200, "{\"status\":\"ready\"" + details + "}");
        }
    }

    private static String lines(HttpExchange exchange, String name, Supplier<List<String>> told) {
        List<String> lines = QueuePage.isOnThisMachine(exchange) ? told.get() : List.of();
        return lines.isEmpty()
                ? ""
                : lines.stream().map(HealthPage::quoted).collect(Collectors.joining(",", ",\"" + name + "\":[", "]"));
    }

    private static String reason(HttpExchange exchange, String reason) {
        return QueuePage.isOnThisMachine(exchange) ? ",\"reason\":" + quoted(reason) : "";
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
