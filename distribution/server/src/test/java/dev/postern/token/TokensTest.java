package dev.postern.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.postern.api.Role;
import dev.postern.audit.Actor;
import dev.postern.audit.AuditLog;
import dev.postern.audit.AuditReader;
import dev.postern.partner.LoggedLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Named tokens and that of the commands, from the files of a data directory. */
class TokensTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final Actor ROOT = Actor.command("root");

    @TempDir
    private Path data = Path.of("");

    private Tokens tokens = new Tokens(new LocalToken(data), TokenFile.in(data));

    @BeforeEach
    void begin() {
        tokens = new Tokens(new LocalToken(data), TokenFile.in(data));
    }

    private TokenChanges changes() {
        return new TokenChanges(TokenFile.in(data), AuditLog.in(data, CLOCK), CLOCK);
    }

    private String added(String name, Role role) throws IOException {
        return changes().add(name, role, ROOT).orElseThrow().text();
    }

    private Path file() {
        return data.resolve("tokens.json");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aTokenIsAcceptedFromWhenItIsAddedUntilItIsRevoked() throws IOException {
        String secret = added("monitoring", Role.AUDITOR);

        assertThat(tokens.authenticate(secret)).contains(new Principal("token monitoring", Role.AUDITOR));
        assertThat(changes().revoke("monitoring", ROOT)).isTrue();
        assertThat(tokens.authenticate(secret)).isEmpty();
        assertThat(changes().revoke("monitoring", ROOT)).isFalse();
    }

    @Test
    void secretsAreLongAndDifferentAndNotInTheFile() throws IOException {
        String one = added("one", Role.ADMIN);
        String two = added("two", Role.ADMIN);

        assertThat(one).matches("postern_[A-Za-z0-9_-]{43}").isNotEqualTo(two);
        assertThat(Files.readString(file())).contains("\"one\"", "\"two\"").doesNotContain(one, two, one.substring(8));
        assertThat(new Secret(one)).hasToString("(secret)");
    }

    @Test
    void theFilesAreTheirOwnersAlone() throws IOException {
        added("one", Role.ADMIN);
        new LocalToken(data).announce();

        assertThat(mode(file())).isEqualTo("rw-------");
        assertThat(mode(data.resolve("admin.token"))).isEqualTo("rw-------");
        assertThat(mode(data.resolve("admin-audit.jsonl"))).isEqualTo("rw-------");
    }

    @Test
    void aNameIsTakenOnce() throws IOException {
        String secret = added("one", Role.AUDITOR);

        assertThat(changes().add("one", Role.ADMIN, ROOT)).isEmpty();
        assertThat(tokens.authenticate(secret)).contains(new Principal("token one", Role.AUDITOR));
        assertThat(AuditReader.in(data).read(0, 10).orElseThrow().entries()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "-a", ".a", "a b", "a\nb", "a/b", "ä", "a\u0000"})
    void aNameIsHarmless(String name) {
        assertThat(Token.isName(name)).isFalse();
        assertThat(Token.isName("a".repeat(64))).isFalse();
        assertThat(Token.isName("a".repeat(63))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "nonsense",
                "{\"tokens\":[{\"name\":\"a\",\"role\":\"god\",\"sha256\":\"DIGEST\",\"added\":\"2026-03-01T12:00:00Z\"}]}",
                "{\"tokens\":[{\"name\":\"a\",\"role\":2,\"sha256\":\"DIGEST\",\"added\":\"2026-03-01T12:00:00Z\"}]}",
                "{\"tokens\":[{\"name\":\"a\",\"role\":\"admin\",\"sha256\":\"\",\"added\":\"2026-03-01T12:00:00Z\"}]}",
                "{\"tokens\":[{\"name\":\"a\",\"sha256\":\"DIGEST\",\"added\":\"2026-03-01T12:00:00Z\"}]}",
                "{\"tokens\":[ENTRY]}x",
                "{\"tokens\":[ENTRY,ENTRY]}",
                "{\"tokens\":[ENTRY,null]}",
                "{\"tokens\":[ENTRY],\"more\":1}",
                "{\"tokens\":[ENTRY],\"tokens\":[]}"
            })
    void aDamagedFileOpensNothingAndIsNotOverwritten(String text) throws IOException {
        var secret = Secret.random();
        String damaged = text.replace(
                        "ENTRY",
                        "{\"name\":\"a\",\"role\":\"admin\",\"sha256\":\"DIGEST\",\"added\":\"2026-03-01T12:00:00Z\"}")
                .replace("DIGEST", secret.digest());
        added("one", Role.ADMIN);
        Files.writeString(file(), damaged);
        try (var log = new LoggedLines(Tokens.class)) {
            assertThat(tokens.authenticate(secret.text())).isEmpty();
            assertThat(tokens.authenticate(secret.text())).isEmpty();
            assertThat(log.at(Level.ERROR))
                    .singleElement()
                    .asString()
                    .startsWith("Rejecting all named admin tokens: " + file());
        }
        assertThatThrownBy(() -> added("two", Role.ADMIN)).isInstanceOf(IOException.class);
        assertThat(Files.readString(file())).isEqualTo(damaged);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw--w----", "rw-----w-"})
    void aFileThatOthersMayUseOpensNothing(String mode) throws IOException {
        String secret = added("one", Role.ADMIN);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(mode));
        try (var log = new LoggedLines(Tokens.class)) {
            assertThat(tokens.authenticate(secret)).isEmpty();
            assertThat(log.at(Level.ERROR)).singleElement().asString().contains("chmod 600 " + file());
        }
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        assertThat(tokens.authenticate(secret)).isPresent();
    }

    @Test
    void aReplacedFileIsUsedAtOnce() throws IOException {
        String old = added("one", Role.ADMIN);
        Path elsewhere = Files.createDirectory(data.resolve("elsewhere"));
        String other = new TokenChanges(TokenFile.in(elsewhere), AuditLog.in(elsewhere, CLOCK), CLOCK)
                .add("one", Role.OPERATOR, ROOT)
                .orElseThrow()
                .text();
        Files.copy(
                elsewhere.resolve("tokens.json"),
                data.resolve("new"),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(data.resolve("new"), file(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThat(tokens.authenticate(old)).isEmpty();
        assertThat(tokens.authenticate(other)).contains(new Principal("token one", Role.OPERATOR));
    }

    /** A program that listens at the port of a gateway that was killed gets the token of the commands, and can do nothing with it. */
    @Test
    void theTokenOfTheCommandsEndsWithItsGateway() throws IOException {
        var first = new LocalToken(data);
        first.announce();
        String old = LocalToken.read(data);
        var second = new LocalToken(data);
        second.announce();

        assertThat(first.authenticate(old)).contains(Principal.COMMAND);
        assertThat(second.authenticate(old)).isEmpty();
        assertThat(second.authenticate(LocalToken.read(data))).contains(Principal.COMMAND);
        second.withdraw();
        assertThat(data.resolve("admin.token")).doesNotExist();
    }

    @Test
    void eachChangeIsInTheAuditLog() throws IOException {
        added("one", Role.OPERATOR);
        changes().revoke("one", new Actor("token boss", Optional.of("127.0.0.1")));

        assertThat(AuditReader.in(data).read(0, 10).orElseThrow().entries())
                .satisfiesExactly(
                        entry -> {
                            assertThat(entry.action()).isEqualTo("token added");
                            assertThat(entry.actor()).isEqualTo("command root");
                            assertThat(entry.target()).isEqualTo("one");
                            assertThat(entry.before()).isEmpty();
                            assertThat(entry.after()).contains("role operator, added 2026-03-01T12:00:00Z");
                        },
                        entry -> {
                            assertThat(entry.action()).isEqualTo("token revoked");
                            assertThat(entry.actor()).isEqualTo("token boss");
                            assertThat(entry.from()).contains("127.0.0.1");
                            assertThat(entry.before()).contains("role operator, added 2026-03-01T12:00:00Z");
                            assertThat(entry.after()).isEmpty();
                        });
    }

    @Test
    void withoutTheAuditLogNothingIsChanged() throws IOException {
        String secret = added("one", Role.ADMIN);
        Files.delete(data.resolve("admin-audit.jsonl"));
        Files.createDirectory(data.resolve("admin-audit.jsonl"));

        assertThatThrownBy(() -> changes().revoke("one", ROOT)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> added("two", Role.ADMIN)).isInstanceOf(IOException.class);
        assertThat(tokens.authenticate(secret)).isPresent();
        assertThat(changes().list()).extracting(Token::name).containsExactly("one");
    }

    @Test
    void changesAtTheSameTimeLoseNone() throws Exception {
        var one = changes();
        List<Future<?>> all = new ArrayList<>();
        var threads = Executors.newFixedThreadPool(4);
        try {
            for (int token = 0; token < 40; token++) {
                String name = "t" + token;
                all.add(threads.submit(() -> one.add(name, Role.AUDITOR, ROOT)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(changes().list()).hasSize(40);
        assertThat(AuditReader.in(data).read(0, 100).orElseThrow().entries()).hasSize(40);
    }
}
