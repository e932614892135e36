package dev.postern.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void anEventIsOneObject() throws IOException {
        JsonNode line = JSON.readTree(encoded("taken by {}", null, "mx.contoso.test"));

        assertThat(line.get("timestamp").asText()).isEqualTo("2026-03-01T09:12:44.500Z");
        assertThat(line.get("level").asText()).isEqualTo("WARN");
        assertThat(line.get("logger").asText()).isEqualTo("decision");
        assertThat(line.get("thread").asText()).isEqualTo("smtp-1");
        assertThat(line.get("message").asText()).isEqualTo("taken by mx.contoso.test");
        assertThat(line.has("exception")).isFalse();
    }

    /** A peer that chooses what is logged must not be able to write a line of its own. */
    @Test
    void whateverAPeerSaysStaysInItsLine() throws IOException {
        String nasty = "\"}\r\n{\"level\":\"INFO\",\u2028\u0000\\ \t Grüße \ud83d\ude00";
        String encoded = encoded("said {}", null, nasty);

        assertThat(encoded.indexOf('\n')).isEqualTo(encoded.length() - 1);
        assertThat(encoded).doesNotContain("\r", "\u0000");
        assertThat(JSON.readTree(encoded).get("message").asText()).isEqualTo("said " + nasty);
    }

    @Test
    void anExceptionIsToldWithItsCauseInTheSameLine() throws IOException {
        String encoded = encoded("failed", new IllegalStateException("first", new IOException("second\nline")));

        assertThat(encoded.lines()).hasSize(1);
        assertThat(JSON.readTree(encoded).get("exception").asText())
                .startsWith("java.lang.IllegalStateException: first\n\tat ")
                .contains("Caused by: java.io.IOException: second");
    }

    @Test
    void manyEventsAreManyLines() {
        String lines = encoded("one", null) + encoded("two", null);

        assertThat(lines.lines()).hasSize(2).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }

    private static String encoded(String message, @Nullable Throwable failure, Object... arguments) {
        var logger = new LoggerContext().getLogger("decision");
        var event = new LoggingEvent("", logger, Level.WARN, message, failure, arguments);
        event.setInstant(Instant.parse("2026-03-01T09:12:44.500Z"));
        event.setThreadName("smtp-1");
        return new String(new JsonLines().encode(event), StandardCharsets.UTF_8);
    }
}
