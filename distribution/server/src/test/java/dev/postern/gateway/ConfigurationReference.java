package dev.postern.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.Collectors;

/** The page on every key, as the schemas have it. */
final class ConfigurationReference {
    private static final String HEAD = """
            # Configuration reference

            <!-- Generated from conf/gateway.schema.json and conf/partners.schema.json. Do not edit: change the schema, then run
                 ./mvnw test -pl distribution/server -am -Dtest=ConfigurationReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dpostern.regenerate=true -->

            An operator edits two files, `gateway.yaml` and `partners.yaml`, which lie in one directory. Both are read strictly: a
            key that is not in these tables, a key that stands twice, a value of another form than the one shown is an error. All
            errors of both files are told at once, each with file, line and key, and the gateway does not start.

            An editor that knows JSON Schema completes and checks both files by the schemas that lie beside them.

            | form | written as |
            |---|---|
            | address:port | an IP address, not a name: `127.0.0.1:25`, `"[::1]:25"` |
            | certificate name | `mail.contoso.test`, or `"*.contoso.test"` for any name below contoso.test |
            | domain, domain name | `contoso.test`; in `domains`, of either file, also `"*.contoso.test"`: all below it |
            | duration | a number above 0 and its unit, `s`, `m`, `h` or `d`: `30s`, `5m`, `4h`, `2d` |
            | file path | relative to the file in which it stands, or absolute |
            | host:port | `relay.contoso.test:25`, `192.0.2.1:25`, `"[2001:db8::1]:25"` |
            | IP address | `192.0.2.25`, `"2001:db8::25"`, without port or prefix |
            | network | `192.0.2.0/24`, `"2001:db8::/32"` or one address; the bits after the prefix are 0 |
            | sha256:… fingerprint | `"sha256:"` and 64 hexadecimal digits, with or without colons between the bytes |
            | size | a number and its unit, `KiB`, `MiB` or `GiB`: `50MiB` |

            A value that begins with `*` or `[`, or has `: ` or ` #` in it, is written in quotes. The files are YAML 1.2 in UTF-8;
            aliases and tags are not read.
            """;

    private static final String VARIABLES = """

            ### Environment variables

            A variable of the environment stands over each key of `gateway.yaml`, as containers like it; `gateway.yaml` itself must
            be there all the same. The value is written as in the file, but without quotes, whatever it begins with. A list of
            values has commas in between. A variable that is there and blank is a problem, also for a list: unset it, and what the
            file says holds. Of `domains` the number counts from 0: an entry that the file has is changed key by key, and the next number
            adds one. Each number that has a variable has `POSTERN_DOMAINS_<n>_DOMAIN` too, which says which domain is meant: numbers
            shift when the file's list changes. The start-up report names all variables that stand over a key.

            ```sh
            POSTERN_SMTP_BIND=0.0.0.0:25
            POSTERN_RELAY_NETWORKS=192.0.2.10/32,2001:db8::10/128
            POSTERN_DOMAINS_0_DOMAIN=example.org
            POSTERN_DOMAINS_0_NEXT_HOP=mail.example.org:25
            POSTERN_QUEUE_PASSWORD_FILE=/run/secrets/broker        # a secret comes from a file
            ```

            They are read as strictly as the file. What is wrong with one is told as `environment variable POSTERN_SMTP_BIND: …` among
            the problems of the files; a name that begins with `POSTERN_` and is not in this table is one. Four others are for the program
            and not for a key: `POSTERN_CONF`, `POSTERN_DATA` and `POSTERN_JAVA_OPTS`
            ([operations](../operations/start-stop-reload.md#start-and-stop)), and `POSTERN_LOG_FORMAT`, which is `plain` or `json`
            ([operations](../operations/logs-and-monitoring.md#logs)). `partners.yaml` has no variables: it changes while the gateway runs.

            | key | variable |
            |---|---|
            """;

    private ConfigurationReference() {}

    static String page() throws IOException {
        return HEAD + section(SchemaFile.GATEWAY) + variables() + section(SchemaFile.PARTNERS);
    }

    private static String variables() throws IOException {
        return VARIABLES
                + EnvironmentVariables.ofKeys().entrySet().stream()
                        .map(entry -> "| `" + entry.getKey() + "` | `" + entry.getValue() + "` |\n")
                        .collect(Collectors.joining());
    }

    private static String section(SchemaFile file) throws IOException {
        JsonNode root = file.root();
        return "\n## " + root.get("title").asText() + "\n\n"
                + root.get("description").asText() + "\n\n"
                + "| key | type | default | meaning and effect |\n|---|---|---|---|\n"
                + file.keys().stream()
                        .filter(key -> !key.shownElsewhere())
                        .map(ConfigurationReference::row)
                        .collect(Collectors.joining());
    }

    private static String row(SchemaFile.Key key) {
        JsonNode schema = key.schema();
        String see = schema.has("$comment") ? " " + schema.get("$comment").asText() : "";
        return "| `" + key.path() + "` | " + type(schema) + " | " + otherwise(key) + " | "
                + schema.path("description").asText() + see + " |\n";
    }

    static String type(JsonNode schema) {
        if (schema.has("enum")) {
            return schema.get("enum")
                    .valueStream()
                    .map(word -> "`" + word.asText() + "`")
                    .collect(Collectors.joining(", "));
        }
        if (schema.has("title")) {
            return schema.get("title").asText();
        }
        return switch (schema.path("type").asText()) {
            case "array" -> type(schema.get("items")) + " (list)";
            case "object" -> "keys";
            case "boolean" -> "`true`, `false`";
            case "integer" -> "number, " + schema.get("minimum") + " to " + schema.get("maximum");
            default -> "text";
        };
    }

    static String otherwise(SchemaFile.Key key) {
        if (key.required()) {
            return "required";
        }
        JsonNode value = key.schema().path("default");
        if (value.isArray()) {
            return "`[" + value.valueStream().map(JsonNode::asText).collect(Collectors.joining(", ")) + "]`";
        }
        return value.isMissingNode() ? "" : "`" + value.asText() + "`";
    }
}
