package dev.postern.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.admin.AdminPort;
import dev.postern.admin.AdminRoute;
import dev.postern.api.AuditEntry;
import dev.postern.api.Json;
import dev.postern.api.NewToken;
import dev.postern.api.Role;
import dev.postern.audit.AuditReader;
import dev.postern.token.LocalToken;
import dev.postern.token.TokenFile;
import dev.postern.token.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenRoutesTest {
    @TempDir
    private Path data = Path.of("");

    @Test
    void aTokenThatIsAddedByTheApiIsAcceptedUntilItIsRevoked() throws IOException {
        try (var api = ApiFixture.open(data);
                var port = AdminPort.open(
                        new Tokens(new LocalToken(data), TokenFile.in(data)), api.routes.toArray(AdminRoute[]::new))) {
            String answer = api.send("POST /api/v1/tokens", Role.ADMIN, "{\"name\":\"ci\",\"role\":\"operator\"}");
            assertThat(answer).startsWith("HTTP/1.1 201 ");
            String secret = Json.read(answer.substring(answer.indexOf("\r\n\r\n") + 4), NewToken.class)
                    .secret();
            String headers = "Postern-Command: test\r\nAuthorization: Bearer " + secret + "\r\n";

            assertThat(port.ask("GET /api/v1/queue", headers)).startsWith("HTTP/1.1 200 ");
            assertThat(port.ask("GET /api/v1/tokens", headers)).startsWith("HTTP/1.1 403 ");
            assertThat(api.ask("GET /api/v1/tokens", Role.ADMIN))
                    .contains("{\"entries\":[{\"name\":\"ci\",\"role\":\"operator\",\"added\":\"")
                    .doesNotContain(secret, "sha256");
            assertThat(api.ask("DELETE /api/v1/tokens/ci", Role.ADMIN))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("{\"name\":\"ci\"}\n");
            assertThat(port.ask("GET /api/v1/queue", headers)).startsWith("HTTP/1.1 401 ");
            assertThat(Files.readString(data.resolve("admin-audit.jsonl"))).doesNotContain(secret.substring(8));
            assertThat(AuditReader.in(data).read(0, 10).orElseThrow().entries())
                    .extracting(AuditEntry::action)
                    .containsExactly("token added", "token revoked");
        }
    }

    @Test
    void aNameThatIsTakenOrNoneIsRejected() throws IOException {
        try (var api = ApiFixture.open(data)) {
            String one = "{\"name\":\"ci\",\"role\":\"operator\"}";
            assertThat(api.send("POST /api/v1/tokens", Role.ADMIN, one)).startsWith("HTTP/1.1 201 ");
            assertThat(api.send("POST /api/v1/tokens", Role.ADMIN, one)).startsWith("HTTP/1.1 409 ");
            assertThat(api.send("POST /api/v1/tokens", Role.ADMIN, one.replace("ci", "C I")))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("Invalid name");
            assertThat(api.send("POST /api/v1/tokens", Role.ADMIN, one.replace("operator", "OPERATOR")))
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void withADamagedFileNothingIsAddedAndTheFileStays() throws IOException {
        try (var api = ApiFixture.open(data)) {
            api.send("POST /api/v1/tokens", Role.ADMIN, "{\"name\":\"ci\",\"role\":\"operator\"}");
            Files.writeString(data.resolve("tokens.json"), "{");
            assertThat(api.send("POST /api/v1/tokens", Role.ADMIN, "{\"name\":\"x\",\"role\":\"admin\"}"))
                    .startsWith("HTTP/1.1 503 ")
                    .doesNotContain(data.toString());
            assertThat(api.ask("GET /api/v1/tokens", Role.ADMIN)).startsWith("HTTP/1.1 503 ");
            assertThat(data.resolve("tokens.json")).hasContent("{");
        }
    }
}
