package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnencryptedHopsTest {
    @TempDir
    private Path conf = Path.of("");

    private List<String> hops(String relay, String domain) throws IOException {
        Files.writeString(conf.resolve("gateway.yaml"), """
                hostname: gw.example.org
                relay: { %s }
                domains: [{ domain: example.org, %s }]
                """.formatted(relay, domain));
        Files.writeString(conf.resolve("partners.yaml"), "partners: []\n");
        Configuration loaded = Configuration.load(conf);
        return UnencryptedHops.of(loaded.gateway(), loaded.domains().get());
    }

    @Test
    void onThisMachineNothingIsSeen() throws IOException {
        assertThat(hops("", "nextHop: \"127.0.0.1:26\"")).isEmpty();
        assertThat(hops("networks: [127.0.0.0/8, \"::1\"]", "nextHop: \"localhost:26\""))
                .isEmpty();
        assertThat(hops("networks: []", "nextHop: \"[::1]:26\"")).isEmpty();
    }

    @Test
    void anOwnServerElsewhereMaySendWithoutTls() throws IOException {
        assertThat(hops("networks: [127.0.0.1, 192.0.2.10]", "nextHop: \"127.0.0.1:26\""))
                .singleElement()
                .asString()
                .contains("[192.0.2.10/32]", "relay.requireTls");
        assertThat(hops("networks: [126.0.0.0/7]", "nextHop: \"127.0.0.1:26\"")).hasSize(1);
        assertThat(hops("networks: [192.0.2.10], requireTls: true", "nextHop: \"127.0.0.1:26\""))
                .isEmpty();
        assertThat(hops(
                        "networks: [192.0.2.10], clientCertificate: { names: [mail.example.org] }",
                        "nextHop: \"127.0.0.1:26\""))
                .isEmpty();
    }

    @Test
    void mailForAnOwnDomainMayLeaveWithoutTls() throws IOException {
        assertThat(hops("", "nextHop: \"mail.example.org:25\""))
                .singleElement()
                .asString()
                .contains("domain=example.org", "nextHop=mail.example.org:25");
        assertThat(hops("", "nextHop: [\"127.0.0.1:25\", \"192.0.2.1:25\", \"192.0.2.2:25\"]"))
                .hasSize(2)
                .allMatch(hop -> hop.contains("nextHop=192.0.2."));
        assertThat(hops("", "nextHop: \"mail.example.org:25\", outbound: { level: encrypt }"))
                .isEmpty();
    }
}
