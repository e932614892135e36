package dev.postern.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.AuditEntry;
import dev.postern.api.Json;
import dev.postern.api.QueueListing;
import dev.postern.api.Role;
import dev.postern.audit.AuditReader;
import dev.postern.delivery.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueRoutesTest {
    @TempDir
    private static Path first = Path.of("");

    @TempDir
    private Path data = Path.of("");

    private ApiFixture api = ApiFixture.open(first);

    @BeforeEach
    void open() {
        api.close();
        api = ApiFixture.open(data);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private List<AuditEntry> audit() throws IOException {
        return AuditReader.in(data).read(0, 100).orElseThrow().entries();
    }

    @Test
    void theQueueIsListed() throws IOException {
        assertThat(api.ask("GET /api/v1/queue", Role.AUDITOR))
                .startsWith("HTTP/1.1 200")
                .contains("Content-Type: application/json")
                .endsWith("\r\n\r\n{\"entries\":[]}\n");
    }

    @Test
    void allOrAPartnersMailIsFlushedAndRecorded() throws IOException {
        assertThat(api.send("POST /api/v1/queue/flush", Role.OPERATOR, "{\"all\":true}"))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\n{}\n");
        assertThat(api.send("POST /api/v1/queue/flush", Role.ADMIN, "{\"partner\":\"contoso\"}"))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\n{\"partner\":\"contoso\"}\n");

        assertThat(audit()).extracting(AuditEntry::actor).containsExactly("token operator", "token admin");
        assertThat(audit()).extracting(AuditEntry::target).containsExactly("all", "contoso");
        assertThat(audit())
                .allMatch(entry ->
                        entry.action().equals("queue flushed") && entry.from().equals(Optional.of("127.0.0.1")));
    }

    @Test
    void aPartnerThatDoesNotExistIsToldSo() throws IOException {
        assertThat(api.send("POST /api/v1/queue/flush", Role.OPERATOR, "{\"partner\":\"fabrikam\"}"))
                .startsWith("HTTP/1.1 404")
                .contains("Content-Type: application/problem+json")
                .endsWith("{\"title\":\"Not Found\",\"status\":404,\"detail\":\"No such partner.\"}\n");
        assertThat(audit()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"parnter\":\"contoso\"}",
                "{\"partner\":\"contoso\",\"all\":true}",
                "{\"all\":false}",
                "{\"all\":\"true\"}",
                "{\"all\":1}"
            })
    void whatNamesNeitherAPartnerNorAllFlushesNothing(String body) throws IOException {
        assertThat(api.send("POST /api/v1/queue/flush", Role.ADMIN, body)).startsWith("HTTP/1.1 400");
        assertThat(audit()).isEmpty();
    }

    @Test
    void whatNoMessageKeepsCannotBeReleased() throws IOException {
        assertThat(api.ask("GET /api/v1/queue/kept", Role.AUDITOR)).startsWith("HTTP/1.1 200");
        assertThat(api.send("POST /api/v1/queue/release", Role.ADMIN, "{\"name\":\"contoso\"}"))
                .startsWith("HTTP/1.1 404");
        assertThat(api.send("POST /api/v1/queue/release", Role.ADMIN, "{\"name\":\"\"}"))
                .startsWith("HTTP/1.1 404");
        assertThat(audit()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/queue/flush",
                "PUT /api/v1/queue/flush",
                "POST /api/v1/queue",
                "DELETE /api/v1/queue",
                "POST /api/v1/queue/kept",
                "GET /api/v1/queue/release"
            })
    void whatWouldChangeSomethingByAReadIsRefused(String request) throws IOException {
        assertThat(api.ask(request, Role.ADMIN)).startsWith("HTTP/1.1 405");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/queue", "/queue/flush", "/queue/kept", "/queue/release"})
    void theRoutesOfBeforeAreGone(String path) throws IOException {
        assertThat(api.ask("GET " + path, Role.ADMIN)).startsWith("HTTP/1.1 404");
        assertThat(api.send("POST " + path, Role.ADMIN, "{}")).startsWith("HTTP/1.1 404");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskRefusesChangesAndNothingElse() throws IOException {
        Files.createSymbolicLink(data.resolve("admin-audit.jsonl"), Path.of("/dev/full"));

        assertThat(api.send("POST /api/v1/queue/flush", Role.ADMIN, "{\"all\":true}"))
                .startsWith("HTTP/1.1 507 ")
                .endsWith("\"status\":507,\"detail\":\"The disk is full; nothing was changed.\"}\n");
        assertThat(api.send("POST /api/v1/tokens", Role.ADMIN, "{\"name\":\"ci\",\"role\":\"admin\"}"))
                .startsWith("HTTP/1.1 507 ");
        assertThat(data.resolve("tokens.json")).doesNotExist();
        assertThat(api.ask("GET /api/v1/queue", Role.AUDITOR)).startsWith("HTTP/1.1 200 ");
        assertThat(api.ask("GET /api/v1/tokens", Role.ADMIN)).startsWith("HTTP/1.1 200 ");
        assertThat(api.port.status("/livez")).isEqualTo(200);
    }

    @Test
    void anAuditLogThatCannotBeWrittenRefusesChanges() throws IOException {
        Files.createDirectory(data.resolve("admin-audit.jsonl"));

        assertThat(api.send("POST /api/v1/queue/flush", Role.ADMIN, "{\"all\":true}"))
                .startsWith("HTTP/1.1 503 ");
        assertThat(api.ask("GET /api/v1/queue", Role.AUDITOR)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void pagesFollowOneAnother() throws IOException {
        var all = new TreeMap<String, Waiting>();
        for (String name : List.of("a.test", "b.test", "c.test", "d.test", "e.test")) {
            all.put(name, new Waiting(1, Instant.EPOCH));
        }
        List<String> seen = new ArrayList<>();
        Optional<String> position = Optional.empty();
        for (int page = 0; page < 3; page++) {
            QueueListing listing = QueueRoute.listing(all, new Page(2, position));
            listing.entries().forEach(entry -> seen.add(entry.name()));
            assertThat(listing.next().isPresent()).isEqualTo(page < 2);
            position = Optional.of(seen.get(seen.size() - 1));
            all.remove("a.test"); // a destination that is done meanwhile shifts nothing
        }
        assertThat(seen).containsExactly("a.test", "b.test", "c.test", "d.test", "e.test");
        assertThat(Json.write(QueueRoute.listing(all, new Page(9, Optional.empty()))))
                .doesNotContain("next");
    }

    @ParameterizedTest
    @CsvSource({
        "limit=1, 200",
        "limit=1000, 200",
        "limit=0, 400",
        "limit=-1, 400",
        "limit=1001, 400",
        "limit=, 400",
        "limit=1e3, 400",
        "limit=99999999999, 400",
        "limit=1&limit=2, 400",
        "cursor=, 400",
        "cursor=%00, 400",
        "cursor=abc, 400",
        "cursor=YXVkaXQ6MA, 400",
        "cursor=cXVldWU6YQ, 200"
    })
    void aPageIsAskedForStrictly(String query, int status) throws IOException {
        assertThat(api.ask("GET /api/v1/queue?" + query, Role.AUDITOR)).startsWith("HTTP/1.1 " + status + " ");
    }
}
