package dev.postern.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.Role;
import dev.postern.token.LocalToken;
import dev.postern.token.Principal;
import dev.postern.token.TokenFile;
import dev.postern.token.Tokens;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code postern token} and {@code postern audit}, without a gateway. */
class TokenCommandTest {
    @TempDir
    private Path data = Path.of("");

    private record Outcome(int status, String out, String err) {}

    private Outcome run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));
        var out = System.out;
        var err = System.err;
        var printed = new ByteArrayOutputStream();
        var wrong = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(wrong, true, StandardCharsets.UTF_8));
        try {
            int status = Main.status(Main.commandLine(), all.toArray(String[]::new));
            return new Outcome(
                    status, printed.toString(StandardCharsets.UTF_8), wrong.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @Test
    void aTokenIsAddedListedAndRevoked() {
        Outcome added = run("token", "add", "monitoring", "--role", "auditor");
        String secret = added.out().strip();

        assertThat(added.status()).as(added.err()).isZero();
        assertThat(secret).matches("postern_[A-Za-z0-9_-]{43}");
        assertThat(new Tokens(new LocalToken(data), TokenFile.in(data)).authenticate(secret))
                .contains(new Principal("token monitoring", Role.AUDITOR));
        assertThat(run("token", "list").out())
                .containsPattern("Name +Role +Added")
                .containsPattern("monitoring +auditor +20")
                .doesNotContain(secret);
        assertThat(run("token", "add", "monitoring", "--role", "admin"))
                .isEqualTo(new Outcome(
                        64, "", "There is a token of that name. Revoke it first, or choose another name.\n"));
        assertThat(run("token", "revoke", "monitoring")).isEqualTo(new Outcome(0, "Revoked token monitoring.\n", ""));
        assertThat(run("token", "revoke", "monitoring")).isEqualTo(new Outcome(64, "", "No such token.\n"));
        assertThat(run("token", "list").out()).isEqualTo("There are no tokens.\n");

        String user = System.getProperty("user.name");
        assertThat(run("audit").out().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains(
                                        "  command " + user + ": token added monitoring; after: role auditor, added "),
                        line -> assertThat(line).contains(": token revoked monitoring; before: role auditor, added "));
        assertThat(run("audit", "--json").out().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("{\"time\":\"") && line.endsWith("}"));
    }

    @Test
    void aNameThatIsNoneIsRejected() {
        assertThat(run("token", "add", "A B", "--role", "auditor").status()).isEqualTo(64);
        assertThat(data.resolve("tokens.json")).doesNotExist();
    }

    @Test
    void withoutADataDirectoryNothingIsMade() {
        data = data.resolve("none");
        assertThat(run("token", "add", "a", "--role", "auditor").status()).isEqualTo(69);
        assertThat(run("audit").err()).startsWith("There is no data directory ");
        assertThat(data).doesNotExist();
    }

    @Test
    void aDamagedFileIsNamedWithTheRemedy() throws Exception {
        run("token", "add", "a", "--role", "auditor");
        Files.writeString(data.resolve("tokens.json"), "{");

        assertThat(run("token", "list"))
                .satisfies(outcome -> assertThat(outcome.status()).isEqualTo(69))
                .satisfies(outcome -> assertThat(outcome.err())
                        .contains("tokens.json is damaged", "Delete it and add the tokens again")
                        .doesNotContain("\tat "));
    }

    @Test
    void aDamagedLineOfTheAuditLogIsCounted() throws Exception {
        Files.writeString(data.resolve("admin-audit.jsonl"), "{\n");

        Outcome listed = run("audit");
        assertThat(listed.status()).isZero();
        assertThat(listed.err()).endsWith("admin-audit.jsonl: 1.\n");
    }
}
