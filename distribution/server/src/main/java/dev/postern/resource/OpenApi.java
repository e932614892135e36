package dev.postern.resource;

import dev.postern.admin.AdminRoute;
import dev.postern.admin.Endpoint;
import dev.postern.api.AdminPaths;
import dev.postern.api.Problem;
import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Describes the routes of the API as an OpenAPI 3.1 document, from the routes themselves and the records that they use. */
final class OpenApi {
    /** Any route may answer so. */
    private static final List<Integer> COMMON = List.of(400, 401, 403, 413, 429, 500);

    private final Schemas schemas = new Schemas();

    private OpenApi() {}

    /** Returns the document; describes the routes that are {@link ApiRoute}s. */
    static Map<String, Object> of(Collection<AdminRoute> routes) {
        return new OpenApi()
                .document(routes.stream()
                        .filter(ApiRoute.class::isInstance)
                        .map(ApiRoute.class::cast)
                        .sorted(Comparator.comparing(
                                        (ApiRoute route) -> route.endpoint().path())
                                .thenComparing(route -> method(route.endpoint())))
                        .toList());
    }

    /** Returns the status codes with which a route may answer, by its contract. */
    static Set<Integer> statuses(ApiRoute route) {
        Set<Integer> all = new TreeSet<>(COMMON);
        all.addAll(route.contract().problems());
        all.add(route.contract().status());
        if (route.contract().request().isPresent()) {
            all.add(415);
        }
        return all;
    }

    private Map<String, Object> document(List<ApiRoute> routes) {
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
        for (ApiRoute route : routes) {
            paths.computeIfAbsent(route.endpoint().path(), path -> new LinkedHashMap<>())
                    .put(method(route.endpoint()), operation(route));
        }
        Map<String, Object> problem = schemas.of(Problem.class);
        return Schemas.ordered(
                "openapi", "3.1.0",
                "info", Schemas.ordered("title", "Postern admin API", "version", "1"),
                "servers", List.of(Schemas.ordered("url", "http://127.0.0.1:8000")),
                "security", List.of(Schemas.ordered("token", List.of())),
                "paths", paths,
                "components",
                        Schemas.ordered(
                                "securitySchemes",
                                Schemas.ordered("token", Schemas.ordered("type", "http", "scheme", "bearer")),
                                "responses",
                                Schemas.ordered(
                                        "Problem",
                                        Schemas.ordered(
                                                "description",
                                                "A problem details object (RFC 9457)",
                                                "content",
                                                Schemas.ordered(
                                                        Problem.MEDIA_TYPE, Schemas.ordered("schema", problem)))),
                                "schemas",
                                schemas.all()));
    }

    private Map<String, Object> operation(ApiRoute route) {
        Contract contract = route.contract();
        Map<String, Object> operation = Schemas.ordered(
                "operationId", operationId(route.endpoint()),
                "summary", contract.summary(),
                "x-role", route.endpoint().access().name().toLowerCase(Locale.ROOT),
                "parameters", parameters(contract));
        contract.request()
                .ifPresent(body -> operation.put(
                        "requestBody", Schemas.ordered("required", true, "content", json(schemas.of(body)))));
        Map<String, Object> responses = new LinkedHashMap<>();
        for (int status : statuses(route)) {
            responses.put(
                    Integer.toString(status),
                    status == contract.status()
                            ? Schemas.ordered(
                                    "description",
                                    HttpStatus.forStatus(status).getMessage(),
                                    "content",
                                    json(contract.answer()
                                            .map(schemas::of)
                                            .orElseGet(() -> Schemas.ordered("type", "object"))))
                            : Schemas.ordered("$ref", "#/components/responses/Problem"));
        }
        operation.put("responses", responses);
        return operation;
    }

    private static List<Object> parameters(Contract contract) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(Schemas.ordered(
                "name",
                AdminPaths.COMMAND_HEADER,
                "in",
                "header",
                "required",
                true,
                "description",
                "Any value. A browser sends it for no page of another origin.",
                "schema",
                Schemas.ordered("type", "string")));
        for (Contract.Parameter parameter : contract.parameters()) {
            parameters.add(Schemas.ordered(
                    "name", parameter.name(),
                    "in", parameter.in(),
                    "required", parameter.in().equals("path"),
                    "description", parameter.description(),
                    "schema", Schemas.ordered("type", parameter.type())));
        }
        return parameters;
    }

    private static Map<String, Object> json(Object schema) {
        return Schemas.ordered("application/json", Schemas.ordered("schema", schema));
    }

    private static String method(Endpoint endpoint) {
        return endpoint.method().name().toLowerCase(Locale.ROOT);
    }

    /** Returns for example {@code getQueueKept}. */
    private static String operationId(Endpoint endpoint) {
        var id = new StringBuilder(method(endpoint));
        for (String word : endpoint.path().substring(AdminPaths.API.length()).split("[^A-Za-z]+", -1)) {
            if (!word.isEmpty()) {
                id.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
            }
        }
        return id.toString();
    }
}
