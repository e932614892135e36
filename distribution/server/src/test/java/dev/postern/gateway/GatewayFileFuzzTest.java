package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Any content of gateway.yaml gives a configuration or at least one problem, and no other exception. */
class GatewayFileFuzzTest {
    @TempDir
    static Path folder = Path.of("");

    @FuzzTest(maxDuration = "1m")
    void aConfigurationOrItsProblems(byte[] yaml) throws IOException {
        Files.write(folder.resolve("gateway.yaml"), yaml);
        Files.writeString(folder.resolve("partners.yaml"), "partners: []\n");
        try {
            Configuration loaded = Configuration.load(folder);
            GatewayConfiguration gateway = loaded.gateway();
            assertThat(loaded.domains().get().all()).isNotEmpty();
            assertThat(gateway.relayNetworks()).noneMatch(network -> network.prefixLength() == 0);
            assertThat(UnencryptedHops.of(gateway, loaded.domains().get()))
                    .allSatisfy(hop -> assertThat(hop).isNotBlank());
        } catch (ConfigurationException e) {
            assertThat(e.problems()).isNotEmpty();
        }
    }
}
