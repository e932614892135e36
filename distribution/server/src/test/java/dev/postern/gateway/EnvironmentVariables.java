package dev.postern.gateway;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The variables that stand over the keys of {@code gateway.yaml}. */
final class EnvironmentVariables {
    private EnvironmentVariables() {}

    /** Each key that has a value, not further keys, and its variable; of an entry of a list, that of the first. */
    static Map<String, String> ofKeys() throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        for (SchemaFile.Key key : SchemaFile.GATEWAY.keys()) {
            boolean block = key.schema().path("type").asText().equals("object")
                    || key.schema().path("items").path("type").asText().equals("object");
            if (!block) {
                variables.put(key.path(), Configuration.variable(key.path().replace("[]", "[0]")));
            }
        }
        return variables;
    }
}
