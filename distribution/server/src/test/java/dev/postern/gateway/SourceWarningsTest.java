package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.config.ConfigurationProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Source addresses of gateway.yaml that this machine does not have: the file is good, and each of them is told. */
class SourceWarningsTest {
    private static final String WRONG =
            " is not an address of this machine; the gateway defers mail with this source. Assign it";

    @TempDir
    private Path conf = Path.of("");

    private List<String> warnings(Map<String, String> environment, String own, String delivery) throws IOException {
        Files.writeString(conf.resolve("gateway.yaml"), """
                hostname: gw.example.org
                domains: [{ domain: example.org, nextHop: "127.0.0.1:26", outbound: { %s } }]
                delivery: %s
                """.formatted(own, delivery));
        Files.writeString(conf.resolve("partners.yaml"), "partners: []\n");
        return Configuration.load(conf, environment).warnings().stream()
                .map(ConfigurationProblem::toString)
                .toList();
    }

    @Test
    void addressesOfThisMachineDrawNone() throws IOException {
        assertThat(warnings(Map.of(), "", "{}")).isEmpty();
        assertThat(warnings(Map.of(), "source: 127.0.0.1", "{ source: 127.0.0.2 }"))
                .isEmpty();
    }

    @Test
    void eachKeyWithAnAddressOfAnotherMachineIsToldWithItsLine() throws IOException {
        assertThat(warnings(Map.of(), "source: 198.51.100.1", """

                  source: 198.51.100.2
                  destinations:
                  - { domains: [a.test], outbound: { source: "2001:db8::3" } }
                  - { domains: [b.test], outbound: { addresses: both } }
                """))
                .satisfiesExactly(
                        warning -> assertThat(warning)
                                .startsWith("gateway.yaml:2: domains[0].outbound.source: 198.51.100.1" + WRONG),
                        warning ->
                                assertThat(warning).startsWith("gateway.yaml:4: delivery.source: 198.51.100.2" + WRONG),
                        warning -> assertThat(warning)
                                .startsWith("gateway.yaml:6: delivery.destinations[0].outbound.source: 2001:db8::3"
                                        + WRONG));
    }

    @Test
    void thatOfTheSmarthostToo() throws IOException {
        assertThat(warnings(Map.of(), "", "{ smarthost: { nextHop: \"smtp.test:25\", source: 198.51.100.2 } }"))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:3: delivery.smarthost.source: 198.51.100.2" + WRONG);
    }

    @Test
    void oneOfTheEnvironmentIsToldWithItsVariable() throws IOException {
        assertThat(warnings(Map.of("POSTERN_DELIVERY_SOURCE", "127.0.0.1,2001:db8::1"), "", "{}"))
                .singleElement()
                .asString()
                .startsWith("environment variable POSTERN_DELIVERY_SOURCE: 2001:db8::1" + WRONG);
    }
}
