package dev.postern.scenarios.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With {@code POSTERN_LOG_FORMAT=json}, all that a gateway prints from its start to its end is objects, one a line. */
class JsonLogIT {

    @Test
    void everyLineIsAnObject() throws IOException {
        try (var site = Site.named("json-log")) {
            site.folder.environment().put("POSTERN_LOG_FORMAT", "json");
            site.folder.write("partners.yaml", """
                    partners:
                      - { name: contoso, domains: [contoso.test] }
                    """);
            var gateway = GatewayProcess.spawn(site.folder, site.jvmOptions());
            try (gateway) {
                gateway.awaitLine("\"message\":\"Ready to accept mail.");
                try (var client = site.outside()) {
                    assertThat(client.command("MAIL FROM:<eve@contoso.test>").code())
                            .isEqualTo(530);
                }
                gateway.awaitLine("\"logger\":\"dev.postern.decision\"");
                gateway.terminate();
                assertThat(gateway.awaitExit()).isZero();
            }
            Await.until(
                    "its last word",
                    Await.PATIENCE,
                    () -> gateway.lines().stream().anyMatch(line -> line.contains("\"Stopped.\"")));

            List<JsonNode> lines = new ArrayList<>();
            for (String line : gateway.lines()) {
                lines.add(new JsonMapper().readTree(line));
            }
            assertThat(lines).allSatisfy(line -> {
                assertThat(line.get("timestamp").asText()).matches("20..-..-..T..:..:..\\....Z");
                assertThat(line.get("level").asText()).matches("INFO|WARN|ERROR");
                assertThat(line.get("message").asText()).isNotBlank();
            });
            assertThat(lines)
                    .anySatisfy(line -> assertThat(line.get("message").asText())
                            .startsWith("inbound message=")
                            .contains("partner=contoso", "verdict=rejected"));
        }
    }
}
