package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.Configuration;
import dev.postern.listener.ServerTls;
import dev.postern.tls.CertificateFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a gateway that has started: never that it takes mail while it takes none. */
class StartupReportTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aGatewayThatTakesMailIsReady() throws Exception {
        assertThat(lastLine(Optional.empty())).startsWith("Ready to accept mail. Next: ");
        assertThat(state(Optional.empty())).isEqualTo("Ready to accept mail as gw.example.test");
    }

    @Test
    void aGatewayThatRefusesMailFromTheStartSaysSoAndWhy() throws Exception {
        Optional<String> full = Optional.of("the disk is full");
        assertThat(lastLine(full)).isEqualTo("Running, but refusing new mail: the disk is full");
        assertThat(state(full)).isEqualTo("Running, but refusing new mail: the disk is full");
    }

    /** A line of its own would be an assignment to systemd. */
    @Test
    void aReasonOfManyLinesIsOneLine() throws Exception {
        assertThat(state(Optional.of("the storage\nREADY=1\r\nfails")))
                .isEqualTo("Running, but refusing new mail: the storage READY=1 fails");
    }

    private String lastLine(Optional<String> refusal) throws Exception {
        Configuration loaded = load();
        var files = new CertificateFiles(folder.resolve("gateway.crt"), folder.resolve("gateway.key"));
        var tls = ServerTls.ofFilesOrSelfSigned(
                files, loaded.gateway().hostname(), loaded.gateway().tls().minVersion(), Clock.systemUTC());
        var lines = StartupReport.lines(
                loaded.gateway(), List.of(), loaded.partners().current(), tls.certificate(), folder, folder, refusal);
        return lines.get(lines.size() - 1);
    }

    private String state(Optional<String> refusal) throws Exception {
        return StartupReport.state(load().gateway(), refusal);
    }

    private Configuration load() throws Exception {
        Files.writeString(folder.resolve("gateway.yaml"), """
                hostname: gw.example.test
                domains:
                  - domain: example.test
                    nextHop: mail.example.test:25
                """);
        Files.writeString(folder.resolve("partners.yaml"), "partners: []\n");
        return Configuration.load(folder, Map.of());
    }
}
