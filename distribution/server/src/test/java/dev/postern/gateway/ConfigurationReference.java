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

            An operator edits two files in one directory, `gateway.yaml` and `partners.yaml`. Both are read strictly: an unknown key,
            a duplicate key and an invalid value are errors. The gateway reports all errors of both files at once, each with file,
            line and key, and does not start.

            An editor that supports JSON Schema completes and checks both files with the schemas in the same directory.

            | form | written as |
            |---|---|
            | address:port | an IP address, not a name: `127.0.0.1:25`, `"[::1]:25"` |
            | certificate name | `mail.contoso.test`, or `"*.contoso.test"` for any name below contoso.test |
            | domain, domain name | `contoso.test`; in `domains`, of either file, also `"*.contoso.test"`: all below it |
            | duration | a number above 0 and its unit, `s`, `m`, `h` or `d`: `30s`, `5m`, `4h`, `2d` |
            | file path | relative to the file that contains it, or absolute |
            | host:port | `relay.contoso.test:25`, `192.0.2.1:25`, `"[2001:db8::1]:25"` |
            | IP address | `192.0.2.25`, `"2001:db8::25"`, without port or prefix |
            | network | `192.0.2.0/24`, `"2001:db8::/32"` or one address; the bits after the prefix are 0 |
            | sha256:… fingerprint | `"sha256:"` and 64 hexadecimal digits, with or without colons between the bytes |
            | size | a number and its unit, `KiB`, `MiB` or `GiB`: `50MiB` |

            Write a value that begins with `*` or `[`, or contains `: ` or ` #`, in quotes. The files are YAML 1.2 in UTF-8; aliases
            and tags are errors.
            """;

    private static final String VARIABLES = """

            ### Environment variables

            For each key of `gateway.yaml` there is an environment variable that overrides it; `gateway.yaml` itself must exist in any
            case. Write the value as in the file, but never in quotes, and separate the values of a list by commas. A blank value is
            an error, also for a list: to use the value of the file, unset the variable.

            The number in a variable for `domains` or `delivery.destinations` counts from 0. A number within the file's list overrides
            single keys of that entry; the next number adds an entry. Numbers shift when the file's list changes, so each number that is
            used needs the variable that identifies the entry: `POSTERN_DOMAINS_<n>_DOMAIN`, or `POSTERN_DOMAINS_<n>_FILE` for an entry
            with `file`; `POSTERN_DELIVERY_DESTINATIONS_<n>_DOMAINS`. It is an error if it names an entry that has another number in the
            file. The start-up report names all variables that override a key.

            ```sh
            POSTERN_SMTP_BIND=0.0.0.0:25
            POSTERN_RELAY_NETWORKS=192.0.2.10/32,2001:db8::10/128
            POSTERN_DOMAINS_0_DOMAIN=example.org
            POSTERN_DOMAINS_0_NEXT_HOP=mail.example.org:25
            POSTERN_QUEUE_PASSWORD_FILE=/run/secrets/broker        # a secret comes from a file
            ```

            Variables are read as strictly as the file. An error in one is reported with those of the files, as
            `environment variable POSTERN_SMTP_BIND: …`; a name that begins with `POSTERN_` and is not in this table is an error too.
            Four variables are for the program and do not override a key: `POSTERN_CONF`, `POSTERN_DATA` and `POSTERN_JAVA_OPTS`
            ([operations](../operations/start-stop-reload.md#start-and-stop)), and `POSTERN_LOG_FORMAT`, which is `plain` or `json`
            ([operations](../operations/logs-and-monitoring.md#logs)). `partners.yaml` has no variables, because it can change while
            the gateway runs.

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
