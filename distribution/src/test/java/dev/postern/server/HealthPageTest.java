package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the health page tells to whom. */
class HealthPageTest {
    private static final String REASON = "the file system of /var/lib/postern does not answer";

    @Test
    void whoAsksFromElsewhereLearnsNothingOfDirectoriesAndBrokers() throws IOException {
        assertThat(asked("192.0.2.1", "192.0.2.7")).isEqualTo("{\"status\":\"refusing new mail\"}\n");
        assertThat(asked("2001:db8::1", "2001:db8::7")).isEqualTo("{\"status\":\"refusing new mail\"}\n");
    }

    @Test
    void aProgramOnThisMachineLearnsWhy() throws IOException {
        String all = "{\"status\":\"refusing new mail\",\"reason\":\"" + REASON + "\"}\n";
        assertThat(asked("127.0.0.1", "127.0.0.1")).isEqualTo(all);
        assertThat(asked("::1", "::1")).isEqualTo(all);
        // The admin port may be bound to one of the machine's own addresses.
        assertThat(asked("192.0.2.7", "192.0.2.7")).isEqualTo(all);
    }

    private static String asked(String client, String here) throws IOException {
        var out = new ByteArrayOutputStream();
        var exchange = mock(HttpExchange.class);
        when(exchange.getRemoteAddress()).thenReturn(new InetSocketAddress(client, 50_000));
        when(exchange.getLocalAddress()).thenReturn(new InetSocketAddress(here, 8000));
        when(exchange.getResponseHeaders()).thenReturn(new Headers());
        when(exchange.getResponseBody()).thenReturn(out);
        new HealthPage("a", () -> true, () -> Optional.of(REASON)).handle(exchange);
        verify(exchange).sendResponseHeaders(503, out.size());
        return out.toString(StandardCharsets.UTF_8);
    }
}
