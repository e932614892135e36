package dev.postern.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.admin.AdminPort;
import dev.postern.admin.AdminRoute;
import dev.postern.api.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the API: that of the routes, and the shipped one; with {@code -Dpostern.regenerate=true} it is written instead. */
class OpenApiTest {
    private static final Path SHIPPED = Path.of("../../docs/reference/openapi.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path data = Path.of("");

    private static JsonNode document(ApiFixture api) throws IOException {
        String answer = api.ask("GET /api/v1/openapi.json", Role.AUDITOR);
        return JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n")));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void theShippedDescriptionIsThatOfTheRoutes() throws IOException {
        try (var api = ApiFixture.open(data)) {
            var indenter = new DefaultIndenter("  ", "\n");
            String text = JSON.writer(new DefaultPrettyPrinter()
                                    .withObjectIndenter(indenter)
                                    .withArrayIndenter(indenter))
                            .writeValueAsString(document(api))
                    + "\n";
            if (Boolean.getBoolean("postern.regenerate")) {
                Files.writeString(SHIPPED, text);
            }
            assertThat(Files.readString(SHIPPED)).isEqualTo(text);
        }
    }

    @Test
    void everyRouteOfTheApiIsDescribedWithMethodRoleAndStatuses() throws IOException {
        try (var api = ApiFixture.open(data)) {
            JsonNode paths = document(api).get("paths");
            Set<String> described = new TreeSet<>();
            for (String path : names(paths)) {
                names(paths.get(path)).forEach(method -> described.add(method + " " + path));
            }
            List<AdminRoute> ofTheApi = api.routes.stream()
                    .filter(route -> route.endpoint().path().startsWith("/api/"))
                    .toList();
            assertThat(described)
                    .containsExactlyInAnyOrderElementsOf(ofTheApi.stream()
                            .map(AdminRoute::endpoint)
                            .map(at -> at.method().name().toLowerCase(java.util.Locale.ROOT) + " " + at.path())
                            .toList());
            for (AdminRoute route : ofTheApi) {
                JsonNode operation = paths.get(route.endpoint().path())
                        .get(route.endpoint().method().name().toLowerCase(java.util.Locale.ROOT));
                assertThat(operation.get("x-role").asText())
                        .isEqualToIgnoringCase(route.endpoint().access().name());
                assertThat(names(operation.get("responses")))
                        .contains("401", "403")
                        .hasSameElementsAs(OpenApi.statuses((ApiRoute) route).stream()
                                .map(String::valueOf)
                                .toList());
                boolean inPath = route.endpoint().path().contains("{name}");
                assertThat(operation.get("parameters").findValuesAsText("in").contains("path"))
                        .isEqualTo(inPath);
            }
        }
    }

    @Test
    void operationsAndReferencesAreSound() throws IOException {
        try (var api = ApiFixture.open(data)) {
            JsonNode document = document(api);
            assertThat(document.get("openapi").asText()).isEqualTo("3.1.0");
            assertThat(document.findValuesAsText("operationId"))
                    .doesNotHaveDuplicates()
                    .hasSizeGreaterThan(10);
            List<String> references = document.findValuesAsText("$ref");
            assertThat(references).isNotEmpty();
            assertThat(references.stream().collect(Collectors.toSet()))
                    .allSatisfy(reference -> assertThat(
                                    document.at(reference.substring(1)).isMissingNode())
                            .as(reference)
                            .isFalse());
        }
    }

    /** What each route answers is what the description says. */
    @Test
    void answersHaveTheFieldsOfTheirSchemas() throws IOException {
        try (var api = ApiFixture.open(data)) {
            api.send("POST /api/v1/tokens", Role.ADMIN, "{\"name\":\"ci\",\"role\":\"auditor\"}");
            JsonNode document = document(api);
            for (String path : List.of(
                    "/health", "/queue", "/queue/kept", "/tokens", "/partners", "/configuration/problems", "/audit")) {
                JsonNode schema = document.at("/paths/" + ("/api/v1" + path).replace("/", "~1")
                        + "/get/responses/200/content/application~1json/schema");
                String answer = api.ask("GET /api/v1" + path, Role.ADMIN);
                assertFits(document, schema, JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n"))), path);
            }
        }
    }

    private static void assertFits(JsonNode document, JsonNode schema, JsonNode value, String where) {
        if (schema.has("$ref")) {
            assertFits(document, document.at(schema.get("$ref").asText().substring(1)), value, where);
            return;
        }
        switch (schema.get("type").asText()) {
            case "object" -> {
                assertThat(value.isObject()).as(where).isTrue();
                JsonNode properties = schema.path("properties");
                for (String name : names(value)) {
                    assertThat(properties.has(name)).as(where + "." + name).isTrue();
                    assertFits(document, properties.get(name), value.get(name), where + "." + name);
                }
                schema.path("required")
                        .forEach(name -> assertThat(value.has(name.asText()))
                                .as(where + " has " + name)
                                .isTrue());
            }
            case "array" -> value.forEach(item -> assertFits(document, schema.get("items"), item, where + "[]"));
            case "integer" -> assertThat(value.isIntegralNumber()).as(where).isTrue();
            case "boolean" -> assertThat(value.isBoolean()).as(where).isTrue();
            default -> assertThat(value.isTextual()).as(where).isTrue();
        }
    }

    /** The statuses of {@link EveryRouteTest} are all described. */
    @Test
    void aProblemThatARouteAnswersIsDescribed() throws IOException {
        try (var api = ApiFixture.open(data)) {
            JsonNode paths = document(api).get("paths");
            for (String route : EveryRouteTest.routes()
                    .filter(name -> name.contains("/api/"))
                    .toList()) {
                String method = route.split(" ", 2)[0].toLowerCase(java.util.Locale.ROOT);
                List<String> described =
                        names(paths.get(route.split(" ", 2)[1]).get(method).get("responses"));
                for (String headers : List.of("", "Postern-Command: x\r\n", AdminPort.headers(Role.ADMIN))) {
                    for (String body : List.of("", "{}", "x".repeat(1500))) {
                        String answer = api.port.ask(EveryRouteTest.request(route), "127.0.0.1", headers, body);
                        assertThat(described).as(route).contains(answer.split(" ", 3)[1]);
                    }
                }
            }
        }
    }
}
