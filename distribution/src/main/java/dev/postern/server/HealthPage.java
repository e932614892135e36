package dev.postern.server;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.postern.thread.Faults;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * {@code GET /healthz}: 200 while the gateway accepts mail and none of its threads fails, else 503. Why it takes none names directories, brokers and faults,
 * and is told to programs on this very machine only; whoever asks from elsewhere, such as a kubelet, is told that it takes none.
 */
final class HealthPage implements HttpHandler {
    static final String PATH = "/healthz";

    private final String instance;
    private final BooleanSupplier takesMail;
    private final Supplier<Optional<String>> refusal;

    /**
     * @param instance which gateway this is, for {@link HealthPort#INSTANCE}
     * @param refusal why no new mail is taken for the time being
     */
    HealthPage(String instance, BooleanSupplier takesMail, Supplier<Optional<String>> refusal) {
        this.instance = instance;
        this.takesMail = takesMail;
        this.refusal = refusal;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set(HealthPort.INSTANCE, instance);
        Optional<String> refused = refusal.get();
        Optional<String> fault = Faults.current();
        if (!takesMail.getAsBoolean()) {
            HealthPort.answer(exchange, 503, "{\"status\":\"not ready\"}");
        } else if (refused.isPresent()) {
            String reason = reason(exchange, refused.get());
            HealthPort.answer(exchange, 503, "{\"status\":\"refusing new mail\"" + reason + "}");
        } else if (fault.isPresent()) {
            HealthPort.answer(exchange, 503, "{\"status\":\"failing\"" + reason(exchange, fault.get()) + "}");
        } else {
            HealthPort.answer(exchange, 200, "{\"status\":\"ready\"}");
        }
    }

    private static String reason(HttpExchange exchange, String reason) {
        return QueuePage.isOnThisMachine(exchange) ? ",\"reason\":" + quoted(reason) : "";
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
