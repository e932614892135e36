package dev.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes as a journal file: each record lies within them, the inspection ends, and what is not whole is told. */
class JournalRecordFuzzTest {
    @TempDir
    static Path broker = Path.of("");

    @FuzzTest(maxDuration = "1m")
    void anyBytesAreRecordsOrDamage(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        for (int at = 0; at < bytes.length; at++) {
            buffer.position(at);
            int remaining = buffer.remaining();
            JournalRecord.at(buffer, 1).ifPresent(record -> {
                assertThat(record.size()).isBetween(1, remaining);
                assertThat(record.body().remaining()).isLessThan(record.size());
            });
            assertThat(buffer.position()).isEqualTo(at);
        }
        Path journal = Files.createDirectories(broker.resolve("journal"));
        Path bindings = Files.createDirectories(broker.resolve("bindings"));
        Files.write(journal.resolve("activemq-data-1.amq"), bytes);
        Files.write(bindings.resolve("activemq-bindings-1.bindings"), bytes);
        boolean allZero = true;
        for (byte octet : bytes) {
            allZero &= octet == 0;
        }
        // No seed is as long as a real file, and so each is damage, unless nothing was ever written to it.
        assertThat(JournalInspection.of(broker).damages().isEmpty()).isEqualTo(allZero);
    }
}
