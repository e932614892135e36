package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.config.KeyForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of keys is generated; with {@code -Dpostern.regenerate=true} this test writes it instead. */
class GatewayKeysTest {
    private static final Path LIST = Path.of("src/main/resources/dev/postern/gateway/gateway.keys");
    private static final String OUTBOUND_OF_A_PARTNER = "partners[].outbound";

    @Test
    void theListHasTheKeysOfTheSchema() throws IOException {
        List<String> lines = forms().entrySet().stream()
                .map(key -> key.getValue().name().toLowerCase(Locale.ROOT) + " " + key.getKey())
                .toList();
        if (Boolean.getBoolean("postern.regenerate")) {
            Files.createDirectories(LIST.getParent());
            Files.write(LIST, lines);
        }
        assertThat(Files.readAllLines(LIST)).isEqualTo(lines);
    }

    @Test
    void aKeyIsFoundInItsBlock() {
        KeyForm.Block top = GatewayKeys.read();

        assertThat(top.keys()).containsEntry("hostname", KeyForm.Value.SCALAR);
        assertThat(top.keys())
                .extractingByKey("relay")
                .isInstanceOfSatisfying(
                        KeyForm.Block.class,
                        relay -> assertThat(relay.keys()).containsEntry("networks", KeyForm.Value.LIST));
        assertThat(top.keys())
                .extractingByKey("domains")
                .isInstanceOfSatisfying(
                        KeyForm.Blocks.class,
                        domains -> assertThat(domains.item().keys())
                                .containsEntry("nextHop", KeyForm.Value.SCALAR_OR_LIST)
                                .containsKey("outbound"));
    }

    private static Map<String, KeyForm.Value> forms() throws IOException {
        Map<String, KeyForm.Value> forms = new TreeMap<>(Comparator.naturalOrder());
        for (SchemaFile.Key key : SchemaFile.GATEWAY.keys()) {
            put(forms, key.path(), key.schema());
            if (isOutbound(key.schema())) {
                // Its reader knows all keys of an outbound block, to tell which do not belong there.
                for (SchemaFile.Key of : SchemaFile.PARTNERS.keys()) {
                    if (of.path().startsWith(OUTBOUND_OF_A_PARTNER + ".")) {
                        put(forms, key.path() + of.path().substring(OUTBOUND_OF_A_PARTNER.length()), of.schema());
                    }
                }
            }
        }
        return forms;
    }

    private static void put(Map<String, KeyForm.Value> forms, String path, JsonNode schema) {
        boolean block = schema.has("properties") || schema.path("items").has("properties");
        if (!block) {
            forms.put(path, form(schema));
        }
    }

    private static KeyForm.Value form(JsonNode schema) {
        if (isList(schema)) {
            return KeyForm.Value.LIST;
        }
        return Stream.of("anyOf", "oneOf")
                        .flatMap(choice -> schema.path(choice).valueStream())
                        .anyMatch(GatewayKeysTest::isList)
                ? KeyForm.Value.SCALAR_OR_LIST
                : KeyForm.Value.SCALAR;
    }

    private static boolean isList(JsonNode schema) {
        return schema.path("type").asText().equals("array");
    }

    private static boolean isOutbound(JsonNode schema) {
        return schema.path("allOf")
                .valueStream()
                .anyMatch(part -> part.path("$ref").asText().endsWith("/keysFitLevel"));
    }
}
