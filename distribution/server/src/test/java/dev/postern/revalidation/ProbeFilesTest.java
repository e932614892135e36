package dev.postern.revalidation;

import static dev.postern.revalidation.RecordFixture.FIRST;
import static dev.postern.revalidation.RecordFixture.NOW;
import static dev.postern.revalidation.RecordFixture.couldNotTell;
import static dev.postern.revalidation.RecordFixture.fallsShort;
import static dev.postern.revalidation.RecordFixture.holds;
import static dev.postern.revalidation.RecordFixture.noTls;
import static dev.postern.revalidation.RecordFixture.tls;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeFilesTest {
    @TempDir
    private Path data;

    private ProbeFiles files() {
        return new ProbeFiles(data);
    }

    private Path history() {
        return data.resolve("probes/contoso.jsonl");
    }

    private static ProbeRecord record(int number) {
        return new ProbeRecord(
                NOW.plusSeconds(number),
                "enforce",
                Optional.empty(),
                List.of(holds(tls(FIRST)), fallsShort("starttls-not-supported", noTls()), couldNotTell()));
    }

    private void append(int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            files().append("contoso", record(i));
        }
    }

    @Test
    void aHistoryIsReadAsItWasWritten() throws IOException {
        append(0, 3);

        assertThat(files().history("contoso")).containsExactly(record(0), record(1), record(2));
        assertThat(files().history("fabrikam")).isEmpty();
    }

    @Test
    void filesAreTheirOwnersAlone() throws IOException {
        append(0, 1);
        files().write("contoso", PartnerState.NEW);

        try (var all = Files.list(data.resolve("probes"))) {
            assertThat(all)
                    .hasSize(2)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void theLast400AreKept() throws IOException {
        append(0, 650);

        assertThat(files().history("contoso"))
                .hasSize(400)
                .startsWith(record(250))
                .endsWith(record(649));
        assertThat(Files.readAllLines(history())).hasSizeLessThan(500);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history())))
                .isEqualTo("rw-------");
    }

    @Test
    void aLineThatACrashCutOffIsDroppedAndTheNextOneIsWhole() throws IOException {
        append(0, 2);
        Files.writeString(history(), HistoryJson.write(record(2)).substring(0, 200), StandardOpenOption.APPEND);
        assertThat(files().history("contoso")).containsExactly(record(0), record(1));

        append(3, 4);

        assertThat(files().history("contoso")).containsExactly(record(0), record(1), record(3));
    }

    @Test
    void damagedLinesAndStatesAreLeftOut() throws IOException {
        append(0, 1);
        Files.writeString(history(), "\u0000\u0000\nnull\n{\"time\":1}\n[]\n", StandardOpenOption.APPEND);
        append(1, 2);
        assertThat(files().history("contoso")).containsExactly(record(0), record(1));

        files().write("contoso", PartnerState.NEW);
        Files.writeString(data.resolve("probes/contoso.state.json"), "{\"domains\":");
        assertThat(files().read("contoso")).isEmpty();
        assertThat(files().partners()).containsExactly("contoso");
    }

    @Test
    void whatNobodyWroteToForLongIsRemoved() throws IOException {
        append(0, 1);
        files().append("fabrikam", record(1));
        Files.setLastModifiedTime(history(), FileTime.from(NOW.minus(Duration.ofDays(401))));
        Files.setLastModifiedTime(data.resolve("probes/fabrikam.jsonl"), FileTime.from(NOW));

        files().prune(NOW.minus(Duration.ofDays(400)));

        assertThat(files().history("contoso")).isEmpty();
        assertThat(files().history("fabrikam")).hasSize(1);
    }

    @Test
    void itIsShownTheNewestFirstIn80Columns() throws IOException {
        append(0, 2);

        List<String> lines = HistoryTable.lines(files().history("contoso"));

        assertThat(lines.get(0)).isEqualTo("2026-11-29T12:00:01Z  contoso.test: holds");
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(String.join("\n", lines))
                .contains("TLSv1.3 TLS_AES_256_GCM_SHA384")
                .contains("no TLS (starttls-not-supported)")
                .contains("no answer");
        assertThat(HistoryTable.json(files().history("contoso")))
                .startsWith("[{\"time\":\"2026-11-29T12:00:00Z\"")
                .contains("\"status\":\"falls-short\"", "\"version\":\"TLSv1.3\"", "\"state\":\"encrypted\"");
    }
}
