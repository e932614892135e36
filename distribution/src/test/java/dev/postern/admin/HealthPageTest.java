package dev.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.postern.thread.Faults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

    @Test
    void aThreadThatFailsIsNotHealthy() throws IOException {
        var thread = new Object();
        Faults.failed(thread, "Counting sheep", new NoClassDefFoundError("as this test wants it"));
        try {
            assertThat(asked(Optional.empty(), "127.0.0.1", "127.0.0.1"))
                    .contains("\"status\":\"failing\"", "Counting sheep failed");
            assertThat(asked(Optional.empty(), "192.0.2.1", "192.0.2.7")).isEqualTo("{\"status\":\"failing\"}\n");
        } finally {
            Faults.works(thread);
        }
    }

    @Test
    void certificatesThatExpireSoonAreToldOnThisMachine() throws IOException {
        var page = new HealthPage("a", () -> true, Optional::empty, () -> List.of("client certificate \"x\""));

        assertThat(asked(page, "127.0.0.1", "127.0.0.1", 200))
                .isEqualTo("{\"status\":\"ready\",\"expiring\":[\"client certificate \\\"x\\\"\"]}\n");
        assertThat(asked(page, "192.0.2.1", "192.0.2.7", 200)).isEqualTo("{\"status\":\"ready\"}\n");
    }

    private static String asked(String client, String here) throws IOException {
        return asked(Optional.of(REASON), client, here);
    }

    private static String asked(Optional<String> refusal, String client, String here) throws IOException {
        return asked(new HealthPage("a", () -> true, () -> refusal), client, here, 503);
    }

    private static String asked(HealthPage page, String client, String here, int status) throws IOException {
        var out = new ByteArrayOutputStream();
        var exchange = mock(HttpExchange.class);
        when(exchange.getRemoteAddress()).thenReturn(new InetSocketAddress(client, 50_000));
        when(exchange.getLocalAddress()).thenReturn(new InetSocketAddress(here, 8000));
        when(exchange.getResponseHeaders()).thenReturn(new Headers());
        when(exchange.getResponseBody()).thenReturn(out);
        page.handle(exchange);
        verify(exchange).sendResponseHeaders(status, out.size());
        return out.toString(StandardCharsets.UTF_8);
    }
}
