package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopbackRelayTest {
    @TempDir
    private Path conf = Path.of("");

    private List<String> warnings(String smtp, String relay) throws IOException {
        Files.writeString(conf.resolve("gateway.yaml"), """
                hostname: gw.example.org
                smtp: { %s }
                relay: { %s }
                domains: [{ domain: example.org, nextHop: "127.0.0.1:26" }]
                """.formatted(smtp, relay));
        Files.writeString(conf.resolve("partners.yaml"), "partners: []\n");
        return LoopbackRelay.warnings(Configuration.load(conf).gateway());
    }

    @Test
    void aProxyOnThisMachineWhoseClientsMayBeOnItToo() throws IOException {
        assertThat(warnings("proxyProtocol: { from: [127.0.0.1] }", ""))
                .singleElement()
                .asString()
                .contains("smtp.proxyProtocol.from");
        assertThat(warnings("proxyProtocol: { from: [\"::1\"] }", "networks: [127.0.0.0/8]"))
                .hasSize(1);
    }

    @Test
    void listenersOnLoopbackOnly() throws IOException {
        assertThat(warnings("bind: \"127.0.0.1:25\"", ""))
                .singleElement()
                .asString()
                .contains("loopback only");
        assertThat(warnings("bind: \"127.0.0.1:25\", implicitTlsBind: \"[::1]:465\"", ""))
                .hasSize(1);
        assertThat(warnings("bind: \"127.0.0.1:25\", implicitTlsBind: \"0.0.0.0:465\"", ""))
                .isEmpty();
    }

    @Test
    void whereLoopbackMayNotRelayOrNothingSpeaksForAProxyThereIsNone() throws IOException {
        assertThat(warnings("", "")).isEmpty();
        assertThat(warnings("bind: \"127.0.0.1:25\"", "networks: [192.0.2.10]")).isEmpty();
        assertThat(warnings("proxyProtocol: { from: [127.0.0.1] }", "networks: [192.0.2.10]"))
                .isEmpty();
        assertThat(warnings("proxyProtocol: { from: [192.0.2.30] }", "")).isEmpty();
    }
}
