package dev.postern.teststore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.inboundtest.InboundTest;
import dev.postern.inboundtest.InboundTest.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTestStoreTest {
    private static final Instant ISSUED = Instant.parse("2026-01-02T03:04:05.678Z");

    @TempDir
    private Path data = Path.of("");

    private static InboundTest test(String id, Progress progress) {
        return new InboundTest(id, "digest-" + id, "contoso", ISSUED, ISSUED.plusSeconds(60), progress);
    }

    @Test
    void what_was_written_is_read_however_far_it_has_come() throws IOException {
        Path file = data.resolve("inbound-tests");
        List<InboundTest> tests = List.of(
                test("a", new Progress.Waiting()),
                test("b", new Progress.Received("Mail1")),
                test("c", new Progress.Reported("Mail2", "Report2", true)),
                test("d", new Progress.Reported("Mail3", "Report3", false)));

        new FileTestStore(file).write(tests);

        assertThat(new FileTestStore(file).read()).isEqualTo(tests);
    }

    @Test
    void without_a_file_there_are_none() {
        assertThat(new FileTestStore(data.resolve("inbound-tests")).read()).isEmpty();
    }

    /** A test is no mail: the gateway starts without them. */
    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"tests\":[{}]}", "{\"tests\":[null]}"})
    void a_damaged_file_has_none(String text) throws IOException {
        Path file = Files.writeString(data.resolve("inbound-tests"), text);
        assertThat(new FileTestStore(file).read()).isEmpty();
    }
}
