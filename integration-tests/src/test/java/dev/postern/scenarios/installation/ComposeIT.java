package dev.postern.scenarios.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.docker.DockerImages;
import dev.postern.testing.gateway.ConfFolder;
import dev.postern.testing.process.Command;
import dev.postern.testing.process.Ports;
import dev.postern.testing.process.RealPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The example of {@code distribution/package/docker}, started as the documentation says, shows what it says. */
class ComposeIT {
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private final Path folder = ConfFolder.fresh("compose").root();
    private final Map<String, String> environment = Map.of(
            "BASE_IMAGE",
            DockerImages.BASE,
            "JDK_IMAGE",
            DockerImages.JDK,
            "COMPOSE_PROJECT_NAME",
            "postern-it",
            "SMTP_PORT",
            Integer.toString(Ports.free()),
            // Beside an example that somebody runs here.
            "INSIDE_NETWORK",
            "10.213.26");

    private boolean begun;

    @BeforeEach
    void needs() {
        DockerImages.assumeAvailable();
        boolean plugin = DockerImages.docker(Duration.ofSeconds(30), "compose", "version")
                        .status()
                == 0;
        RealPeer.need(
                plugin || Files.isExecutable(Path.of("/usr/bin/docker-compose")),
                "Docker Compose is not installed: apt-get install docker-compose");
        begun = true;
    }

    @AfterEach
    void down() {
        if (!begun) {
            return; // skipped, and there is nothing to ask an engine for
        }
        var outcome = show("down");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(DockerImages.docker(Duration.ofSeconds(30), "volume", "ls", "--quiet")
                        .out())
                .doesNotContain("postern-it_");
    }

    @Test
    void clearTextIsRefusedTlsArrivesAndWhatCannotBeSecuredWaits() {
        var outcome = show();

        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out().lines().map(String::strip))
                .containsSubsequence(
                        "as it must be: 530 5.7.10 Encryption needed: mail from contoso.test is accepted over TLS only",
                        "as it must be: at the server inside, using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384",
                        "as it must be: at the partner's server, using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384",
                        "as it must be: at the partner's server it is not there",
                        "All as it must be. ./show down removes it.");
        assertThat(outcome.out())
                .contains("as it must be: waiting in the gateway: fabrikam 1 ")
                .contains("verdict=rejected token=starttls-not-supported")
                .contains("partner=fabrikam wanted=encrypt", "verdict=deferred token=starttls-not-supported")
                .doesNotContain("WRONG");
    }

    private Command.Outcome show(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(DockerImages.DISTRIBUTION.resolve("docker/show").toString()));
        command.addAll(List.of(arguments));
        return Command.run(folder, PATIENCE, command, environment);
    }
}
