package dev.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Takes any bytes as a journal file: the inspection ends, and reports a file that is not whole. */
class JournalFuzzTest {
    @TempDir
    static Path broker = Path.of("");

    @FuzzTest(maxDuration = "1m")
    void anyBytesThatAreNoWholeJournalAreDamage(byte[] bytes) throws IOException {
        Path journal = Files.createDirectories(broker.resolve("journal"));
        Path bindings = Files.createDirectories(broker.resolve("bindings"));
        Files.write(journal.resolve("activemq-data-1.amq"), bytes);
        Files.write(bindings.resolve("activemq-bindings-1.bindings"), bytes);
        // No input is as long as a file of Artemis, which makes each of full size before its first use.
        assertThat(JournalInspection.of(broker).damages()).hasSizeGreaterThanOrEqualTo(2);
    }
}
