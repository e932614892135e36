package dev.postern.partnersfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.config.ConfigurationException;
import dev.postern.tls.DnsName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Any content of partners.yaml gives all partners or at least one problem, never both and never an exception. */
class PartnersFileFuzzTest {
    private static final DnsName OWN = new DnsName("example.org");

    @TempDir
    static Path folder = Path.of("");

    @FuzzTest(maxDuration = "1m")
    void allPartnersOrAllProblems(byte[] yaml) throws IOException {
        Path file = folder.resolve("partners.yaml");
        Files.write(file, yaml);

        PartnersReading reading = new PartnersFile(file, List.of(OWN)).read();

        assertThat(reading.directory().isPresent()).isEqualTo(reading.problems().isEmpty());
        reading.directory()
                .ifPresent(partners -> assertThat(partners.partnerOf(OWN)).isEmpty());
        if (!reading.problems().isEmpty()) {
            assertThat(String.valueOf(new ConfigurationException(reading.problems()).getMessage())
                            .lines())
                    .hasSizeGreaterThanOrEqualTo(reading.problems().size());
        }
    }
}
