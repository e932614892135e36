package dev.postern.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A shipped JSON Schema, and the keys that it describes. */
final class SchemaFile {
    static final Path CONF = Path.of("../../conf");
    static final SchemaFile GATEWAY = new SchemaFile("gateway.schema.json");
    static final SchemaFile PARTNERS = new SchemaFile("partners.schema.json");
    private static final JsonMapper JSON = new JsonMapper();

    private final String name;

    private SchemaFile(String name) {
        this.name = name;
    }

    /**
     * One key of the file that the schema is for.
     *
     * @param block the path of the block that it stands in, with {@code []} for any item
     * @param schema what is said of it, references followed
     * @param shownElsewhere that the keys below it are the same as another key's
     */
    record Key(String block, String name, JsonNode schema, boolean required, boolean shownElsewhere) {
        String path() {
            return block.isEmpty() ? name : block + "." + name;
        }
    }

    JsonNode root() throws IOException {
        return read(name);
    }

    /** Every key, each block's before those of the blocks in it. */
    List<Key> keys() throws IOException {
        List<Key> keys = new ArrayList<>();
        collect("", root(), name, keys, false);
        return keys;
    }

    private static void collect(String block, JsonNode schema, String file, List<Key> keys, boolean shownElsewhere)
            throws IOException {
        for (var property : schema.path("properties").properties()) {
            String in = fileOf(property.getValue(), file);
            JsonNode resolved = resolve(property.getValue(), file);
            boolean required = schema.path("required")
                    .valueStream()
                    .anyMatch(key -> key.asText().equals(property.getKey()));
            var key = new Key(block, property.getKey(), resolved, required, shownElsewhere);
            keys.add(key);
            boolean below = shownElsewhere || resolved.has("$comment");
            collect(key.path(), resolved, in, keys, below);
            if (resolved.has("items")) {
                collect(key.path() + "[]", resolve(resolved.get("items"), in), in, keys, below);
            }
        }
    }

    /** With what a reference leads to filled in where nothing is said beside it, and so for the items of a list. */
    private static JsonNode resolve(JsonNode schema, String file) throws IOException {
        ObjectNode merged = JSON.createObjectNode();
        if (schema.has("$ref")) {
            String in = fileOf(schema, file);
            String pointer = schema.get("$ref").asText().replaceFirst("^[^#]*#", "");
            merged.setAll((ObjectNode) resolve(read(in).at(pointer), in));
        }
        merged.setAll((ObjectNode) schema);
        merged.remove("$ref");
        if (schema.has("items")) {
            merged.set("items", resolve(schema.get("items"), file));
        }
        return merged;
    }

    private static String fileOf(JsonNode schema, String file) {
        String target = schema.path("$ref").asText().replaceFirst("#.*", "");
        return target.isEmpty() ? file : target;
    }

    private static JsonNode read(String name) throws IOException {
        return JSON.readTree(CONF.resolve(name).toFile());
    }

    /** What the schema has against the YAML file; empty: nothing. */
    List<String> complaints(Path yaml) throws IOException {
        return complaints(Files.readString(yaml));
    }

    List<String> complaints(String yaml) {
        Object value =
                new Load(LoadSettings.builder().setSchema(new CoreSchema()).build()).loadFromString(yaml);
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaLocation.of(
                        CONF.resolve(name).toAbsolutePath().normalize().toUri().toString()))
                .validate(JSON.valueToTree(value))
                .stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }
}
