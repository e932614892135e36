package dev.postern.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.api.AuditEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Actor ACTOR = new Actor("token boss", Optional.of("127.0.0.1"));

    @TempDir
    private Path data = Path.of("");

    private static Change change(String target) {
        return new Change("queue flushed", target, Optional.of("before"), Optional.empty());
    }

    private void record(String target) throws IOException {
        AuditLog.in(data, CLOCK).record(ACTOR, change(target));
    }

    private Path file() {
        return data.resolve("admin-audit.jsonl");
    }

    private AuditReader.Page read(long position, int limit) throws IOException {
        return AuditReader.in(data).read(position, limit).orElseThrow();
    }

    @Test
    void anEntryIsALineOfJson() throws IOException {
        record("con\"to\nso");

        assertThat(Files.readString(file()))
                .isEqualTo("{\"time\":\"2026-03-01T12:00:00Z\",\"actor\":\"token boss\",\"from\":\"127.0.0.1\","
                        + "\"action\":\"queue flushed\",\"target\":\"con\\\"to\\nso\",\"before\":\"before\"}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(read(0, 10).entries())
                .containsExactly(new AuditEntry(
                        NOW,
                        "token boss",
                        Optional.of("127.0.0.1"),
                        "queue flushed",
                        "con\"to\nso",
                        Optional.of("before"),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void entriesAreAppendedAndReadInPages() throws IOException {
        for (String target : List.of("a", "b", "c")) {
            record(target);
        }
        AuditReader.Page first = read(0, 2);
        AuditReader.Page second = read(first.end(), 2);

        assertThat(first.entries()).extracting(AuditEntry::target).containsExactly("a", "b");
        assertThat(first.more()).isTrue();
        assertThat(second.entries()).extracting(AuditEntry::target).containsExactly("c");
        assertThat(second.more()).isFalse();
        record("d");
        assertThat(read(second.end(), 2).entries())
                .extracting(AuditEntry::target)
                .containsExactly("d");
    }

    /** A full disk may have cut it. */
    @Test
    void aLineThatWasCutSpoilsNoOther() throws IOException {
        record("a");
        Files.writeString(file(), "{\"time\":\"2026-", StandardOpenOption.APPEND);
        record("b");

        assertThat(read(0, 10).entries()).extracting(AuditEntry::target).containsExactly("a", "b");
        assertThat(read(0, 10).damaged()).isEqualTo(1);
    }

    @Test
    void anEntryThatIsBeingWrittenIsReadLater() throws IOException {
        record("a");
        Files.writeString(file(), "{\"time\":\"2026-", StandardOpenOption.APPEND);

        AuditReader.Page page = read(0, 10);
        assertThat(page.entries()).hasSize(1);
        assertThat(page.damaged()).isZero();
        assertThat(page.end()).isLessThan(Files.size(file()));
    }

    @Test
    void aRotatedFileGoesOnAtItsBeginning() throws IOException {
        record("a");
        long end = read(0, 10).end();
        Files.move(file(), data.resolve("admin-audit.jsonl.1"));

        assertThat(AuditReader.in(data).read(end, 10)).isEmpty();
        assertThat(read(0, 10).entries()).isEmpty();
        record("b");
        assertThat(read(0, 10).entries()).extracting(AuditEntry::target).containsExactly("b");
        assertThat(Files.readString(data.resolve("admin-audit.jsonl.1"))).contains("\"a\"");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsAnError() throws IOException {
        Files.createSymbolicLink(file(), Path.of("/dev/full"));

        assertThatThrownBy(() -> record("a")).isInstanceOf(IOException.class).hasMessageContaining("No space left");
    }

    @Test
    void aFailureIsAnEntryOfItsOwn() throws IOException {
        var log = AuditLog.in(data, CLOCK);
        log.record(ACTOR, change("a"));
        log.recordFailure(ACTOR, change("a"), new IOException("no disk"));

        assertThat(read(0, 10).entries())
                .extracting(AuditEntry::failure)
                .containsExactly(Optional.empty(), Optional.of("no disk"));
    }
}
