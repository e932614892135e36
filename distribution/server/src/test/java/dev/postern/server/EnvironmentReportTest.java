package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.certificate.CertificateFiles;
import dev.postern.command.StartupReport;
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

/** Whoever starts the gateway sees what it does, and what of it the files do not say. */
class EnvironmentReportTest {
    @TempDir
    private Path conf = Path.of("");

    @Test
    void namesTheVariablesThatStandOverTheFileAndNotWhatTheyHold() throws Exception {
        assertThat(report(Map.of(
                        "POSTERN_DOMAINS_0_OUTBOUND_LEVEL", "may",
                        "POSTERN_DOMAINS_0_DOMAIN", "example.org",
                        "POSTERN_QUEUE_BROKERS", "tcp://192.0.2.61:61616",
                        "POSTERN_QUEUE_USER", "postern",
                        "POSTERN_QUEUE_PASSWORD", "hunter2",
                        "POSTERN_LOG_FORMAT", "json",
                        "HOME", "/root")))
                .contains("  From the environment   POSTERN_DOMAINS_0_DOMAIN, POSTERN_DOMAINS_0_OUTBOUND_LEVEL,"
                        + " POSTERN_QUEUE_BROKERS, POSTERN_QUEUE_PASSWORD, POSTERN_QUEUE_USER")
                .noneMatch(line -> line.contains("hunter2"));
    }

    @Test
    void saysNothingOfAnEnvironmentThatChangesNothing() throws Exception {
        assertThat(report(Map.of("POSTERN_LOG_FORMAT", "json", "POSTERN_CONF", "conf")))
                .contains("  Own domains            example.org -> mail.example.org:25")
                .noneMatch(line -> line.contains("environment"));
    }

    private List<String> report(Map<String, String> environment) throws Exception {
        Files.writeString(conf.resolve("gateway.yaml"), """
                hostname: gw.example.org
                domains: [{ domain: example.org, nextHop: "mail.example.org:25" }]
                """);
        Files.writeString(conf.resolve("partners.yaml"), "partners: []\n");
        Configuration loaded = Configuration.load(conf, environment);
        var tls = loaded.gateway().tls();
        ServerTls served = ServerTls.ofFilesOrSelfSigned(
                new CertificateFiles(tls.certificate(), tls.privateKey()),
                loaded.gateway().hostname(),
                tls.minVersion(),
                CipherSuites.MODERN,
                Clock.systemUTC());
        return StartupReport.lines(
                loaded.gateway(),
                Configuration.variables(environment),
                loaded.domains().get(),
                loaded.partners().current(),
                served.certificate(),
                conf,
                conf.resolve("var"),
                Optional.empty());
    }
}
