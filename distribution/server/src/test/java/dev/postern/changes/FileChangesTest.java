package dev.postern.changes;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.postern.api.AuditEntry;
import dev.postern.audit.AuditLog;
import dev.postern.audit.AuditReader;
import dev.postern.partner.LoggedLines;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partnersfile.PartnersFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChangesTest {
    @TempDir
    private Path data = Path.of("");

    private PartnerDirectory partners(String text) throws IOException {
        Path file = Files.writeString(data.resolve("partners.yaml"), "partners:\n" + text);
        return new PartnersFile(file, Set.of()).read().directory().orElseThrow();
    }

    private FileChanges changes() {
        return new FileChanges(AuditLog.in(data, Clock.systemUTC()));
    }

    @Test
    void partnersThatAreAddedChangedAndRemovedAreEntries() throws IOException {
        changes().partnersChanged(partners("""
                          - { name: changed, domains: [changed.test], mode: enforce }
                          - { name: removed, domains: [removed.test] }
                          - { name: same, domains: [same.test] }
                        """), partners("""
                          - { name: same, domains: [same.test] }
                          - { name: changed, domains: [changed.test], mode: monitor }
                          - { name: added, domains: [added.test] }
                        """));

        List<AuditEntry> entries =
                AuditReader.in(data).read(0, 10).orElseThrow().entries();
        assertThat(entries)
                .extracting(entry -> entry.action() + " " + entry.target())
                .containsExactly("partner changed changed", "partner added added", "partner removed removed");
        assertThat(entries)
                .allMatch(entry -> entry.actor().equals("file") && entry.from().isEmpty());
        assertThat(entries.get(0).before()).contains("mode enforce");
        assertThat(entries.get(0).after()).contains("mode monitor");
        assertThat(entries.get(1).before()).isEmpty();
        assertThat(entries.get(1).after().orElse("")).contains("domains [added.test]", "outbound.level secure");
        assertThat(entries.get(2).before().orElse("")).contains("domains [removed.test]");
        assertThat(entries.get(2).after()).isEqualTo(Optional.empty());
    }

    /** The file is in force, whatever becomes of the log. */
    @Test
    void aLogThatCannotBeWrittenIsReported() throws IOException {
        Files.createDirectory(data.resolve("admin-audit.jsonl"));
        try (var log = new LoggedLines(FileChanges.class)) {
            changes().partnersChanged(PartnerDirectory.empty(), partners("  - { name: a, domains: [a.test] }\n"));

            assertThat(log.at(Level.ERROR)).singleElement().asString().contains("they are in force");
        }
    }
}
