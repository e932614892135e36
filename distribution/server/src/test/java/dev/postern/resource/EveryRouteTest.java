package dev.postern.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.admin.Access;
import dev.postern.admin.AdminPort;
import dev.postern.admin.AdminRoute;
import dev.postern.admin.Endpoint;
import dev.postern.api.AdminPaths;
import dev.postern.api.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route of the admin port, asked by everybody, and with every kind of body. */
class EveryRouteTest {
    /** A request that each route answers, and the smallest role that may send it; none: no token is asked for. */
    private record Expected(String request, String body, String role, int status) {
        String method() {
            return request.substring(0, request.indexOf(' '));
        }

        boolean hasBody() {
            return method().equals("POST");
        }
    }

    private static final Map<String, Expected> EXPECTED = new TreeMap<>(Map.ofEntries(
            Map.entry("GET /livez", new Expected("GET /livez", "", "none", 200)),
            Map.entry("GET /healthz", new Expected("GET /healthz", "", "none", 503)),
            Map.entry("GET /metrics", new Expected("GET /metrics", "", "none", 200)),
            Map.entry("GET /api/v1/health", new Expected("GET /api/v1/health", "", "auditor", 200)),
            Map.entry("GET /api/v1/queue", new Expected("GET /api/v1/queue?limit=5", "", "auditor", 200)),
            Map.entry("GET /api/v1/queue/kept", new Expected("GET /api/v1/queue/kept", "", "auditor", 200)),
            Map.entry(
                    "POST /api/v1/queue/flush",
                    new Expected("POST /api/v1/queue/flush", "{\"partner\":\"contoso\"}", "operator", 200)),
            Map.entry(
                    "POST /api/v1/queue/release",
                    new Expected("POST /api/v1/queue/release", "{\"name\":\"contoso\"}", "admin", 404)),
            Map.entry("GET /api/v1/partners", new Expected("GET /api/v1/partners?limit=5", "", "auditor", 200)),
            Map.entry("GET /api/v1/partners/{name}", new Expected("GET /api/v1/partners/contoso", "", "auditor", 200)),
            Map.entry(
                    "GET /api/v1/configuration/problems",
                    new Expected("GET /api/v1/configuration/problems", "", "auditor", 200)),
            Map.entry("GET /api/v1/audit", new Expected("GET /api/v1/audit?limit=5", "", "auditor", 200)),
            Map.entry("GET /api/v1/openapi.json", new Expected("GET /api/v1/openapi.json", "", "auditor", 200)),
            Map.entry("GET /api/v1/tokens", new Expected("GET /api/v1/tokens", "", "admin", 200)),
            Map.entry(
                    "POST /api/v1/tokens",
                    new Expected("POST /api/v1/tokens", "{\"name\":\"ci\",\"role\":\"auditor\"}", "admin", 201)),
            Map.entry(
                    "POST /api/v1/inbound-tests",
                    new Expected("POST /api/v1/inbound-tests", "{\"partner\":\"contoso\"}", "operator", 201)),
            Map.entry(
                    "GET /api/v1/inbound-tests/{name}",
                    new Expected("GET /api/v1/inbound-tests/none?after=5", "", "auditor", 404)),
            Map.entry("DELETE /api/v1/tokens/{name}", new Expected("DELETE /api/v1/tokens/ci", "", "admin", 404))));

    @TempDir
    private static Path forTheNames = Path.of("");

    @TempDir
    private Path data = Path.of("");

    private ApiFixture api = ApiFixture.open(forTheNames);

    @BeforeEach
    void open() {
        api.close();
        api = ApiFixture.open(data);
    }

    @AfterEach
    void close() {
        api.close();
    }

    static Stream<String> routes() {
        return EXPECTED.keySet().stream();
    }

    static Stream<String> routesWithABody() {
        return routes().filter(route -> expected(route).hasBody());
    }

    private static Expected expected(String route) {
        return java.util.Objects.requireNonNull(EXPECTED.get(route));
    }

    static String request(String route) {
        return expected(route).request();
    }

    private int status(Expected route, String headers, String body) throws IOException {
        String type = route.hasBody() ? ApiFixture.JSON : "";
        String answer = api.port.ask(route.request(), "127.0.0.1", type + headers, body);
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    /** A new route without an entry above fails here. */
    @Test
    void everyRouteIsInTheTable() {
        assertThat(api.routes.stream()
                        .map(AdminRoute::endpoint)
                        .map(at -> at.method() + " " + at.path())
                        .collect(Collectors.toList()))
                .containsExactlyInAnyOrderElementsOf(EXPECTED.keySet());
    }

    @Test
    void onlyTheRoutesForMonitoringAskForNoToken() {
        assertThat(api.routes)
                .extracting(AdminRoute::endpoint)
                .filteredOn(at -> at.access() == Access.ANYONE || at.access() == Access.BY_ADDRESS)
                .extracting(Endpoint::path)
                .containsExactlyInAnyOrder("/livez", "/healthz", "/metrics");
        assertThat(api.routes)
                .extracting(AdminRoute::endpoint)
                .filteredOn(at -> at.access() != Access.ANYONE && at.access() != Access.BY_ADDRESS)
                .allMatch(at -> at.path().startsWith(AdminPaths.API + "/"));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void eachRoleMayDoWhatIsItsOwn(String name) throws IOException {
        Expected route = expected(name);
        boolean open = route.role().equals("none");

        assertThat(status(route, "", route.body())).as("nothing").isEqualTo(open ? route.status() : 403);
        assertThat(status(route, "Postern-Command: test\r\n", route.body()))
                .as("no token")
                .isEqualTo(open ? route.status() : 401);
        assertThat(status(route, "Postern-Command: test\r\nAuthorization: Bearer wrong\r\n", route.body()))
                .as("a wrong token")
                .isEqualTo(open ? route.status() : 401);
        for (Role role : Role.values()) {
            boolean allowed = open || role.includes(Role.valueOf(route.role().toUpperCase(java.util.Locale.ROOT)));
            assertThat(status(route, AdminPort.headers(role), route.body()))
                    .as(role.word())
                    .isEqualTo(allowed ? route.status() : 403);
        }
    }

    /** With the token of an administrator, which a page cannot know. */
    @ParameterizedTest
    @MethodSource("routes")
    void aPageOfAnotherOriginCanDoNothing(String name) throws IOException {
        Expected route = expected(name);
        if (route.role().equals("none")) {
            return;
        }
        String admin = AdminPort.headers(Role.ADMIN);
        assertThat(status(route, admin + "Origin: https://evil.test\r\n", route.body()))
                .isEqualTo(403);
        assertThat(status(route, admin.replaceFirst("Postern-Command: test\r\n", ""), route.body()))
                .isEqualTo(403);
        assertThat(api.port.ask(route.request(), "evil.test", admin + ApiFixture.JSON, route.body()))
                .as("DNS rebinding")
                .startsWith("HTTP/1.1 403 ");
        String path = route.request().substring(route.request().indexOf(' ') + 1);
        assertThat(api.port.ask(
                        "OPTIONS " + path,
                        "Origin: https://evil.test\r\nAccess-Control-Request-Method: " + route.method()
                                + "\r\nAccess-Control-Request-Headers: authorization, postern-command\r\n"))
                .as("preflight")
                .startsWith("HTTP/1.1 405 ")
                .doesNotContainIgnoringCase("Access-Control-");
    }

    @ParameterizedTest
    @MethodSource("routesWithABody")
    void aSimplePostOfAFormIsRejected(String name) throws IOException {
        Expected route = expected(name);
        for (String type : List.of(
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/json",
                "")) {
            assertThat(api.port.ask(
                            route.request(),
                            "127.0.0.1",
                            AdminPort.headers(Role.ADMIN) + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n"),
                            route.body()))
                    .as(type)
                    .startsWith("HTTP/1.1 415 ");
        }
    }

    @ParameterizedTest
    @MethodSource("routesWithABody")
    void aHugeBodyIsRejected(String name) throws IOException {
        Expected route = expected(name);
        assertThat(status(route, AdminPort.headers(Role.ADMIN), route.body() + " ".repeat(2000)))
                .isEqualTo(413);
    }

    /** Each is an error of the client, and changes nothing. */
    @ParameterizedTest
    @MethodSource("routesWithABody")
    void aBodyThatIsNotTheRecordIsRejected(String name) throws IOException {
        Expected route = expected(name);
        String good = route.body();
        for (String body : List.of(
                "",
                " ",
                "null",
                "[]",
                "1",
                "\"contoso\"",
                "{",
                "{}",
                "[" + good + "]",
                good + good,
                good + "x",
                good.replace("}", ",\"more\":1}"),
                good.replace("{", "{\"name\":\"a\",\"partner\":\"a\","),
                good.replaceAll("\"(name|partner)\":\"\\w+\"", "\"$1\":1"),
                good.replaceAll("\"(name|partner)\":\"\\w+\"", "\"$1\":null"),
                good.replaceAll("\"(name|partner)\":\"\\w+\"", "\"$1\":[\"contoso\"]"),
                good.replaceAll("\"(name|partner)\":\"\\w+\"", "\"$1\":{}"),
                "{\"a\":".repeat(150) + "1" + "}".repeat(150))) {
            assertThat(status(route, AdminPort.headers(Role.ADMIN), body))
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(data.resolve("admin-audit.jsonl")).doesNotExist();
        assertThat(data.resolve("tokens.json")).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("routesWithABody")
    void randomBodiesAreErrorsOfTheClient(String name) throws IOException {
        Expected route = expected(name);
        var random = new Random(13);
        for (int round = 0; round < 300; round++) {
            var body = new StringBuilder(route.body());
            for (int change = 0; change <= random.nextInt(4); change++) {
                body.setCharAt(random.nextInt(body.length()), (char) random.nextInt(128));
            }
            assertThat(status(route, AdminPort.headers(Role.ADMIN), body.toString()))
                    .as(body.toString())
                    .isIn(200, 201, 400, 404, 409);
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void anUnknownParameterIsRejected(String name) throws IOException {
        Expected route = expected(name);
        if (route.role().equals("none")) {
            return;
        }
        String request = route.request() + (route.request().contains("?") ? "&" : "?") + "parnter=contoso";
        assertThat(api.port.ask(request, "127.0.0.1", AdminPort.headers(Role.ADMIN) + ApiFixture.JSON, route.body()))
                .startsWith("HTTP/1.1 400 ");
    }

    /** A GET may be repeated, prefetched, and caused by any page. */
    @ParameterizedTest
    @MethodSource("routes")
    void nothingIsChangedByAGet(String name) throws IOException {
        Expected route = expected(name);
        for (String method : List.of("GET", "HEAD")) {
            api.port.ask(
                    route.request().replaceFirst(route.method(), method),
                    "127.0.0.1",
                    AdminPort.headers(Role.ADMIN) + ApiFixture.JSON,
                    route.body());
        }
        assertThat(data.resolve("admin-audit.jsonl")).doesNotExist();
        assertThat(data.resolve("tokens.json")).doesNotExist();
    }
}
