package dev.postern.scenarios.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code kill -HUP} reloads, and closing the terminal of a gateway in the foreground ends it in order. */
class HangupIT {
    private static final String CONTOSO =
            "partners: [{ name: contoso, domains: [contoso.test], outbound: { level: encrypt } }]\n";

    /** A test that runs under nohup would hand on that SIGHUP is ignored, and Java then leaves it so. */
    private static final List<String> NOT_IGNORED = List.of("env", "--default-signal=HUP");

    private Site site;

    @BeforeEach
    void prepare() {
        site = Site.named("hangup");
    }

    @AfterEach
    void close() throws IOException {
        site.close();
    }

    @Test
    void aHangupReloadsAndEndsNothing() throws IOException {
        site.folder.write("partners.yaml", "partners: []\n");
        var gateway = GatewayProcess.start(site.folder, NOT_IGNORED, site.jvmOptions());
        try (var during = site.outside()) {
            site.folder.write("partners.yaml", CONTOSO);
            site.present(site.ca.issue("gw.example.test", "renewed.example.test"));
            gateway.hangUp();

            gateway.awaitLine("INFO", "Reloaded: partners=1", "renewed.example.test", "gateway.yaml=unchanged");
            assertThat(during.command("MAIL FROM:<alice@contoso.test>").text()).startsWith("530 5.7.10 ");
        }

        site.folder.write("partners.yaml", "partners: nonsense\n");
        gateway.hangUp();
        gateway.awaitLine("ERROR", "partners.yaml");
        site.folder.write("gateway.yaml", site.gatewayYaml().replace("1MiB", "2MiB"));
        gateway.hangUp();
        gateway.awaitLine("WARN", "gateway.yaml has changed");
        site.folder.write("gateway.yaml", site.gatewayYaml() + "nonsense: 1\n");
        gateway.hangUp();
        gateway.awaitLine("ERROR", "gateway.yaml is invalid", "nonsense");

        assertThat(gateway.isAlive()).isTrue();
        try (var after = site.outside()) {
            assertThat(after.command("MAIL FROM:<alice@contoso.test>").text()).startsWith("530 5.7.10 ");
        }
        gateway.terminate();
        assertThat(gateway.awaitExit()).isZero();
    }

    /** util-linux's {@code script} gives it a terminal, which hangs up when {@code script} dies. */
    @Test
    void aTerminalThatIsClosedEndsTheGatewayInOrder() {
        site.folder.write("partners.yaml", "partners: []\n");
        String command = GatewayProcess.command(
                        List.of("-Djava.io.tmpdir=" + site.folder.data().resolve("tmp")),
                        GatewayProcess.startIn(site.folder))
                .stream()
                .map(word -> "'" + word + "'") // the shell must not expand the class path's star
                .collect(Collectors.joining(" ", "exec ", ""));
        try (var terminal = GatewayProcess.startBy(
                site.folder,
                Stream.concat(NOT_IGNORED.stream(), Stream.of("script", "-qefc", command, "/dev/null"))
                        .toList())) {
            List<ProcessHandle> gateway = terminal.descendants();
            assertThat(gateway).isNotEmpty();

            terminal.kill();

            Await.value(
                    "the gateway ends",
                    Await.PATIENCE,
                    () -> gateway.stream().noneMatch(ProcessHandle::isAlive) ? Optional.of(true) : Optional.empty(),
                    terminal::tail);
        }
    }
}
