package dev.postern.resource;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.api.Role;
import dev.postern.changes.RejectedChanges;
import dev.postern.partner.LoggedLines;
import dev.postern.partnersfile.PartnersWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Partners, problems of the configuration, health and the audit log, as an auditor reads them. */
class ReadingRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path data = Path.of("");

    private static JsonNode read(ApiFixture api, String path) throws IOException {
        String answer = api.ask("GET /api/v1" + path, Role.AUDITOR);
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        return JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n")));
    }

    private void write(ApiFixture api, String partners) throws IOException {
        Files.writeString(data.resolve("partners.yaml"), partners);
        try (var log = new LoggedLines(PartnersWatch.class)) {
            api.partners.readAgain();
            assertThat(log.at(Level.ERROR).size() + log.at(Level.INFO).size()).isPositive();
        }
    }

    @Test
    void healthHasItsReasonsForWhoHasAToken() throws IOException {
        try (var api = ApiFixture.open(data)) {
            assertThat(read(api, "/health").toString())
                    .isEqualTo("{\"status\":\"deferring new mail\",\"reason\":\"the disk is full\"}");
        }
    }

    @Test
    void aPartnerHasItsEffectivePolicy() throws IOException {
        try (var api = ApiFixture.open(data)) {
            write(api, """
                    defaults:
                      mode: monitor
                      outbound: { minVersion: TLSv1.3 }
                    partners:
                      - name: contoso
                        domains: [contoso.test, "*.contoso.test"]
                    """);
            JsonNode partner = read(api, "/partners/contoso");

            assertThat(partner.get("file").asText())
                    .isEqualTo(data.resolve("partners.yaml").toString());
            assertThat(partner.get("policy").get("mode").asText()).isEqualTo("monitor");
            assertThat(partner.get("policy").get("outbound.level").asText()).isEqualTo("secure");
            assertThat(partner.get("policy").get("outbound.minVersion").asText())
                    .isEqualTo("TLSv1.3");
            assertThat(partner.get("policy").get("inbound.onViolation").asText())
                    .isEqualTo("reject");
            assertThat(read(api, "/partners").toString())
                    .isEqualTo("{\"entries\":[{\"name\":\"contoso\",\"mode\":\"monitor\",\"outbound\":\"secure\","
                            + "\"domains\":[\"contoso.test\",\"*.contoso.test\"]}]}");
            assertThat(api.ask("GET /api/v1/partners/fabrikam", Role.AUDITOR)).startsWith("HTTP/1.1 404 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "%2e%2e", "%2F", "a%00", "%ff", "CONTOSO", "contoso%20", "contoso;x=y"})
    void aNameThatIsNoPartnersOpensNothing(String name) throws IOException {
        try (var api = ApiFixture.open(data)) {
            assertThat(api.ask("GET /api/v1/partners/" + name, Role.ADMIN)).matches("(?s)HTTP/1.1 40[04] .*");
        }
    }

    @Test
    void manyPartnersComeInPages() throws IOException {
        try (var api = ApiFixture.open(data)) {
            write(
                    api,
                    IntStream.range(0, 25)
                            .mapToObj(n -> "  - { name: p%02d, domains: [p%d.test] }".formatted(n, n))
                            .collect(Collectors.joining(
                                    "\n", "partners:\n  - { name: contoso, domains: [contoso.test] }\n", "\n")));
            List<String> names = new ArrayList<>();
            String cursor = "";
            for (int page = 0; page < 3; page++) {
                JsonNode listing = read(api, "/partners?limit=10" + cursor);
                listing.get("entries")
                        .forEach(entry -> names.add(entry.get("name").asText()));
                assertThat(listing.has("next")).isEqualTo(page < 2);
                cursor = "&cursor=" + listing.path("next").asText();
            }
            assertThat(names).hasSize(26).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void aRejectedPartnersFileIsVisibleUntilItIsRepaired() throws IOException {
        try (var api = ApiFixture.open(data)) {
            String good = Files.readString(data.resolve("partners.yaml"));
            assertThat(read(api, "/configuration/problems").toString()).isEqualTo("{\"entries\":[]}");
            write(api, good.replace("domains:", "domainz:"));

            JsonNode problems = read(api, "/configuration/problems").get("entries");
            assertThat(problems).hasSizeGreaterThan(0);
            assertThat(problems.findValuesAsText("key")).anyMatch(key -> key.contains("domain"));
            assertThat(problems.get(0).get("file").asText())
                    .isEqualTo(data.resolve("partners.yaml").toString());
            assertThat(problems.get(0).get("line").asInt()).isPositive();
            assertThat(read(api, "/partners").get("entries")).hasSize(1);

            write(api, good + "# repaired\n");
            assertThat(read(api, "/configuration/problems").toString()).isEqualTo("{\"entries\":[]}");
        }
    }

    @Test
    void soIsOneThatLosesMostPartners() throws IOException {
        try (var api = ApiFixture.open(data)) {
            write(api, "partners: []\n");

            JsonNode problems = read(api, "/configuration/problems").get("entries");
            assertThat(problems).hasSize(1);
            assertThat(problems.get(0).get("remedy").asText()).contains("1 of 1 partners: contoso", "partners accept");
            var rejected = new RejectedChanges(api.partners, ApiFixture.ownDomains());
            assertThat(rejected.warnings())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "The change of partners.yaml was rejected; the last good content stays in force. partners.yaml:1");
        }
    }

    @Test
    void theAuditLogIsReadInPagesAndCannotBeWritten() throws IOException {
        try (var api = ApiFixture.open(data)) {
            for (int token = 0; token < 5; token++) {
                api.send("POST /api/v1/tokens", Role.ADMIN, "{\"name\":\"t" + token + "\",\"role\":\"auditor\"}");
            }
            JsonNode first = read(api, "/audit?limit=3");
            JsonNode second =
                    read(api, "/audit?limit=3&cursor=" + first.get("next").asText());

            assertThat(first.get("entries").findValuesAsText("target")).containsExactly("t0", "t1", "t2");
            assertThat(second.get("entries").findValuesAsText("target")).containsExactly("t3", "t4");
            assertThat(second.has("next")).isFalse();
            api.send("POST /api/v1/queue/flush", Role.OPERATOR, "{\"all\":true}");
            JsonNode newer = read(api, "/audit?cursor=" + second.get("end").asText());
            assertThat(newer.get("entries").findValuesAsText("action")).containsExactly("queue flushed");

            String before = Files.readString(data.resolve("admin-audit.jsonl"));
            for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
                assertThat(api.send(method + " /api/v1/audit", Role.ADMIN, "{}"))
                        .startsWith("HTTP/1.1 405 ");
            }
            assertThat(Files.readString(data.resolve("admin-audit.jsonl"))).isEqualTo(before);
        }
    }

    @Test
    void aCursorBehindTheEndOfARotatedLogIsRejected() throws IOException {
        try (var api = ApiFixture.open(data)) {
            api.send("POST /api/v1/queue/flush", Role.OPERATOR, "{\"all\":true}");
            String end = read(api, "/audit").get("end").asText();
            Files.writeString(data.resolve("admin-audit.jsonl"), "");

            assertThat(api.ask("GET /api/v1/audit?cursor=" + end, Role.AUDITOR)).startsWith("HTTP/1.1 400 ");
            Files.delete(data.resolve("admin-audit.jsonl"));
            assertThat(api.ask("GET /api/v1/audit?cursor=" + end, Role.AUDITOR)).startsWith("HTTP/1.1 400 ");
        }
    }
}
