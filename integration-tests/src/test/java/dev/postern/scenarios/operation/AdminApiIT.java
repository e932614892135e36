package dev.postern.scenarios.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The admin API of the packaged gateway, with tokens that its commands make while it runs. */
class AdminApiIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static Site site;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        site = Site.named("admin-api");
        gateway = site.start("""
                partners:
                  - name: contoso
                    domains: [contoso.test]
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        site.close();
    }

    private static Command.Outcome postern(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", site.folder.data().toString()));
        return Command.run(
                site.folder.root(), Await.PATIENCE, GatewayProcess.command(List.of(), all.toArray(String[]::new)));
    }

    private static HttpResponse<String> ask(String method, String path, String secret, String body)
            throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site.admin + path))
                        .timeout(Await.PATIENCE)
                        .header("Postern-Command", "test")
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + secret)
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String mode(String file) throws IOException {
        Path path = site.folder.data().resolve(file);
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aTokenOpensWhatItsRoleMayDoUntilItIsRevoked() throws Exception {
        String auditor =
                postern("token", "add", "reader", "--role", "auditor").out().strip();
        String operator = postern("token", "add", "night-shift", "--role", "operator")
                .out()
                .strip();

        assertThat(ask("GET", "/api/v1/queue", auditor, "").statusCode()).isEqualTo(200);
        assertThat(ask("GET", "/api/v1/health", auditor, "").body()).contains("\"status\":\"ready\"");
        assertThat(ask("POST", "/api/v1/queue/flush", auditor, "{\"all\":true}").statusCode())
                .isEqualTo(403);
        assertThat(ask("POST", "/api/v1/queue/flush", operator, "{\"all\":true}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(ask("POST", "/api/v1/queue/release", operator, "{\"name\":\"contoso\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(postern("token", "list").out())
                .containsPattern("reader +auditor")
                .containsPattern("night-shift +operator");

        assertThat(postern("token", "revoke", "night-shift").status()).isZero();
        assertThat(ask("GET", "/api/v1/queue", operator, "").statusCode()).isEqualTo(401);
        assertThat(ask("GET", "/api/v1/queue", auditor, "").statusCode()).isEqualTo(200);
        assertThat(gateway.lines()).noneMatch(line -> line.contains(operator) || line.contains(auditor));

        assertThat(postern("queue", "flush", "contoso").out()).isEqualTo("Flushing the queue for partner contoso.\n");
        assertThat(postern("audit").out())
                .containsSubsequence(
                        "token added reader",
                        "token added night-shift",
                        "  token night-shift from 127.0.0.1: queue flushed all",
                        "token revoked night-shift",
                        "  command from 127.0.0.1: queue flushed contoso");
        assertThat(List.of(mode("tokens.json"), mode("admin.token"), mode("admin-audit.jsonl")))
                .containsOnly("rw-------");
    }

    @Test
    void aChangeOfThePartnersFileIsRecordedAndARejectedOneIsVisible() throws Exception {
        String auditor =
                postern("token", "add", "watcher", "--role", "auditor").out().strip();
        String good = """
                partners:
                  - name: contoso
                    domains: [contoso.test]
                  - name: fabrikam
                    domains: [fabrikam.test]
                """;
        site.folder.write("partners.yaml", good);
        Await.until(
                "it is recorded",
                Await.PATIENCE,
                () -> postern("audit").out().contains("  file: partner added fabrikam"));
        assertThat(ask("GET", "/api/v1/audit", auditor, "").body()).contains("\"action\":\"partner added\"");
        assertThat(ask("GET", "/api/v1/partners/fabrikam", auditor, "").body())
                .contains("\"outbound.level\":\"secure\"");

        site.folder.write("partners.yaml", good.replace("domains: [fabrikam.test]", "domain: fabrikam.test"));
        Await.until(
                "it is visible",
                Await.PATIENCE,
                () -> postern("health").out().contains("The change of partners.yaml was rejected"));
        assertThat(ask("GET", "/api/v1/configuration/problems", auditor, "").body())
                .contains("partners.yaml\",\"line\":");
        assertThat(CLIENT.send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site.admin + "/metrics"))
                                        .build(),
                                BodyHandlers.ofString())
                        .body())
                .containsPattern("postern_configuration_problems\\{files=\"partners\"} [1-9]");

        site.folder.write("partners.yaml", good);
        Await.until(
                "it is repaired", Await.PATIENCE, () -> !postern("health").out().contains("rejected"));
    }

    /** Each start makes another token for the commands. */
    @Test
    void theTokenOfTheCommandsIsGoneWithTheGateway() throws Exception {
        try (var other = Site.named("admin-api-stop")) {
            GatewayProcess running = other.start("partners: []\n");
            Path token = other.folder.data().resolve("admin.token");
            String first = Files.readString(token);
            running.terminate();
            running.awaitExit();
            assertThat(token).doesNotExist();

            other.start("partners: []\n");
            assertThat(Files.readString(token)).isNotEqualTo(first);
        }
    }
}
