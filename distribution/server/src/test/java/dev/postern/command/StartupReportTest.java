package dev.postern.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.postern.certificate.CertificateFiles;
import dev.postern.gateway.Configuration;
import dev.postern.listener.ServerTls;
import dev.postern.tls.CipherSuites;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a gateway that has started: never that it takes mail while it takes none. */
class StartupReportTest {
    @TempDir
    private Path folder = Path.of("");

    private String gatewayYaml = """
            hostname: gw.example.test
            domains:
              - domain: example.test
                nextHop: mail.example.test:25
            """;
    private String partnersYaml = "partners: []\n";

    @Test
    void aGatewayThatTakesMailIsReady() throws Exception {
        assertThat(lastLine(Optional.empty())).startsWith("Ready to accept mail. Next: ");
        assertThat(state(Optional.empty())).isEqualTo("Ready to accept mail as gw.example.test");
    }

    @Test
    void aGatewayThatRefusesMailFromTheStartSaysSoAndWhy() throws Exception {
        Optional<String> full = Optional.of("the disk is full");
        assertThat(lastLine(full)).isEqualTo("Running, but deferring new mail: the disk is full");
        assertThat(state(full)).isEqualTo("Running, but deferring new mail: the disk is full");
    }

    /** A line of its own would be an assignment to systemd. */
    @Test
    void aReasonOfManyLinesIsOneLine() throws Exception {
        assertThat(state(Optional.of("the storage\nREADY=1\r\nfails")))
                .isEqualTo("Running, but deferring new mail: the storage READY=1 fails");
    }

    /** What is listened on is written as in gateway.yaml, what to try as a program on this machine reaches it. */
    @ParameterizedTest
    @CsvSource({"[::1]:2525,[::1]:2525", "0.0.0.0:2525,127.0.0.1:2525", "192.0.2.1:25,192.0.2.1:25"})
    void addressesCanBeCopied(String bind, String reached) throws Exception {
        gatewayYaml += "smtp: { bind: \"" + bind + "\" }\n";
        partnersYaml = "partners: [{ name: contoso, domains: [contoso.test], outbound: { level: encrypt } }]\n";
        assertThat(lines(Optional.empty()))
                .contains("  SMTP with STARTTLS     " + bind)
                .last(STRING)
                .endsWith(" -connect " + reached);
    }

    private String lastLine(Optional<String> refusal) throws Exception {
        var lines = lines(refusal);
        return lines.get(lines.size() - 1);
    }

    private List<String> lines(Optional<String> refusal) throws Exception {
        Configuration loaded = load();
        var files = new CertificateFiles(folder.resolve("gateway.crt"), folder.resolve("gateway.key"));
        var tls = ServerTls.ofFilesOrSelfSigned(
                files,
                loaded.gateway().hostname(),
                loaded.gateway().tls().minVersion(),
                CipherSuites.MODERN,
                Clock.systemUTC());
        return StartupReport.lines(
                loaded.gateway(),
                List.of(),
                loaded.domains().get(),
                loaded.partners().current(),
                tls.certificate(),
                folder,
                folder,
                refusal);
    }

    private String state(Optional<String> refusal) throws Exception {
        return StartupReport.state(load().gateway(), refusal);
    }

    private Configuration load() throws Exception {
        Files.writeString(folder.resolve("gateway.yaml"), gatewayYaml);
        Files.writeString(folder.resolve("partners.yaml"), partnersYaml);
        return Configuration.load(folder, Map.of());
    }
}
