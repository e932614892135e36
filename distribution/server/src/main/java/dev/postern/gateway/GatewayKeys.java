package dev.postern.gateway;

import dev.postern.config.KeyForm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The keys of {@code gateway.yaml} that environment variables may override. They are those of the schema, from which the list beside
 * this class is generated: a line for each value, its form and its path.
 */
final class GatewayKeys {
    private static final String LIST = "gateway.keys";

    private GatewayKeys() {}

    static KeyForm.Block read() {
        Map<String, KeyForm.Value> paths = new LinkedHashMap<>();
        try (var lines = new BufferedReader(new InputStreamReader(list(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> {
                String[] parts = line.split(" ", 2);
                paths.put(parts[1], KeyForm.Value.valueOf(parts[0].toUpperCase(Locale.ROOT)));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return KeyForm.block(paths);
    }

    private static InputStream list() {
        return Objects.requireNonNull(GatewayKeys.class.getResourceAsStream(LIST), LIST);
    }
}
