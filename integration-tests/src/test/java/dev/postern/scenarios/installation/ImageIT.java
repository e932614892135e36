package dev.postern.scenarios.installation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.postern.testing.docker.ContainerSite;
import dev.postern.testing.docker.DockerImages;
import dev.postern.testing.docker.GatewayContainer;
import dev.postern.testing.gateway.ConfFolder;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The image that ships, in a network of containers, does what the gateway does, with no more rights than it needs. */
class ImageIT {
    private static final int EX_CONFIG = 78;

    private static final Deque<AutoCloseable> STARTED = new ArrayDeque<>();
    private static ContainerSite site;
    private static GatewayContainer gateway;

    @BeforeAll
    static void start() {
        DockerImages.assumeAvailable();
        site = ContainerSite.named("image");
        STARTED.push(site);
        gateway = site.startGateway();
    }

    @AfterAll
    static void stop() throws Exception {
        while (!STARTED.isEmpty()) {
            STARTED.pop().close();
        }
    }

    @Test
    void itRunsAsNobodyInParticularAndCannotBecomeAnybodyElse() throws Exception {
        assertThat(gateway.shell("cat /proc/1/status").getStdout())
                .containsPattern("(?m)^Uid:\\t10001\\t10001\\t10001\\t10001$")
                .containsPattern("(?m)^CapEff:\\t0{16}$")
                .containsPattern("(?m)^NoNewPrivs:\\t1$");
    }

    @Test
    void nothingButItsDataAndTmpCanBeWrittenTo() throws Exception {
        for (String directory : List.of("/opt/postern", "/opt/java", "/etc", "/etc/postern")) {
            var written = gateway.shell("touch " + directory + "/x");
            assertThat(written.getExitCode()).as(directory).isNotZero();
        }
        assertThat(gateway.shell("touch /var/lib/postern/tmp/x /tmp/x && rm /var/lib/postern/tmp/x")
                        .getExitCode())
                .isZero();
    }

    @Test
    void theEnvironmentStandsOverTheFile() throws IOException {
        try (var client = ScriptedSmtpClient.open(Site.OUTSIDE, gateway.smtp())) {
            assertThat(client.reply().text()).startsWith("220 gw.example.test ");
        }
    }

    @Test
    void aPartnersMailInClearTextIsRefused() throws IOException {
        try (var client = ScriptedSmtpClient.greeted(Site.OUTSIDE, gateway.smtp())) {
            assertThat(client.command("MAIL FROM:<alice@contoso.test>").text()).startsWith("530 5.7.10");
        }
    }

    @Test
    void aPartnersServerThatSpeaksTlsGetsThrough() {
        var letter = Letter.from("alice@contoso.test");
        String clear = site.partner.send("gw.example.test:2525", "alice@contoso.test", "bob@example.test", "clear");
        String secured = site.partner.send(
                "gw.example.test:2525", "alice@contoso.test", "bob@example.test", letter.marker(), "--tls");

        assertThat(clear).contains("530 5.7.10");
        assertThat(secured).contains("250 ").doesNotContain("530 ");
        assertThat(site.inside.await(letter.marker()).replaceAll("\\s+", " "))
                .contains("by gw.example.test")
                .contains("with ESMTPS")
                // the hop inside is secured by name too
                .containsPattern("from gw\\.example\\.test .*\\(using TLSv1\\.3 .*by mail\\.example\\.test");
        assertThat(site.inside.mail("Subject: clear")).isEmpty();
    }

    /** By way of our own Postfix, the partner's MX record from the DNS server, and a certificate with that host's name. */
    @Test
    void ourMailGoesToThePartnersMailExchangerOverTls() {
        var letter = Letter.from("bob@example.test");
        String taken = site.inside.send("127.0.0.1", "bob@example.test", "alice@contoso.test", letter.marker());

        assertThat(taken).contains("250 2.0.0 Ok: queued");
        assertThat(site.partner.await(letter.marker()).replaceAll("\\s+", " "))
                .containsPattern("from gw\\.example\\.test .*\\(using TLSv1\\.3 .* by mx\\.contoso\\.test");
        // The gateway logs it when it has read the server's reply.
        Await.until(
                "the delivery is logged",
                Await.PATIENCE,
                () -> gateway.out()
                        .lines()
                        .anyMatch(line -> line.contains("partner=contoso wanted=secure")
                                && line.contains("matched=mx.contoso.test")));
    }

    @Test
    void nobodyElseRelaysThroughIt() {
        String refused = site.partner.send(
                "gw.example.test:2525", "eve@stranger.test", "alice@contoso.test", "relayed", "--tls");

        assertThat(refused).containsPattern("(?m)^<~\\* +55\\d ");
    }

    @Test
    void itLogsOneObjectALineAndNothingElse() throws IOException {
        List<String> messages = new ArrayList<>();
        for (String line : gateway.out().lines().toList()) {
            messages.add(new JsonMapper().readTree(line).get("message").asText());
        }
        assertThat(messages).anyMatch(message -> message.startsWith("Ready to accept mail."));
        // A newer Java than 17 warns there of what libraries do.
        assertThat(gateway.err().lines().filter(line -> !line.startsWith("WARNING: ") && !line.isBlank()))
                .isEmpty();
    }

    @Test
    void itsCommandsWorkInIt() throws Exception {
        assertThat(gateway.shell("postern health").getStdout())
                .startsWith("{\"status\":\"ready\",\"expiring\":[\"certificate of the gateway ");
        assertThat(gateway.shell("postern queue").getExitCode()).isZero();
        assertThat(gateway.shell("jcmd 1 VM.version").getStdout()).contains("JDK");
    }

    /** Else an archive of an older version could get into the image, or half of each. */
    @Test
    void twoArchivesAreNotTakenForOne() throws IOException {
        Path context = ConfFolder.fresh("two-archives").root();
        Path target = Files.createDirectories(context.resolve("target"));
        Files.writeString(target.resolve("postern-1.tar.gz"), "one");
        Files.writeString(target.resolve("postern-2.tar.gz"), "another");
        var outcome = DockerImages.docker(
                Duration.ofMinutes(10),
                "build",
                "--target=postern",
                "--build-arg=BASE_IMAGE=" + DockerImages.BASE,
                "--build-arg=JDK_IMAGE=" + DockerImages.JDK,
                "--file=" + DockerImages.DISTRIBUTION.resolve("docker/Dockerfile"),
                context.toString());

        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.out() + outcome.err())
                .contains(
                        "There are 2 archives in target/. Remove all but one, or name it: --build-arg ARCHIVE=postern-1.tar.gz");
    }

    @Test
    void aWrongConfigurationEndsItWithAllItsProblems() {
        var ended =
                site.startWrongGateway(Map.of("POSTERN_SMTP_BIND", "localhost:25", "POSTERN_SMPT_BIND", "0.0.0.0:25"));

        assertThat(ended.exitStatus()).isEqualTo(EX_CONFIG);
        assertThat(ended.err())
                .contains(
                        "environment variable POSTERN_SMTP_BIND: \"localhost:25\" is not a valid IP address and port.")
                .contains("environment variable POSTERN_SMPT_BIND: unknown variable. Did you mean"
                        + " POSTERN_SMTP_BIND?")
                .contains("2 problems. Nothing was opened.");
        assertThat(ended.out()).doesNotContain("Ready");
    }
}
