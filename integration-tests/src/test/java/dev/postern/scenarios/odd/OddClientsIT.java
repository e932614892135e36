package dev.postern.scenarios.odd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.InboundScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import dev.postern.testing.process.RealPeer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of OpenSSL that the JVM's TLS would cut off, or that find no common cipher suite, against the packaged gateway. */
@ExtendWith(SharedScene.class)
class OddClientsIT {
    private static final String NO_COMMON_SUITE = "127.0.5.77";

    private final InboundScene scene;

    OddClientsIT(InboundScene scene) {
        this.scene = scene;
    }

    private String openssl(String... options) {
        var command = new ArrayList<>(List.of(
                RealPeer.command("openssl", "openssl").toString(),
                "s_client",
                "-starttls",
                "smtp",
                "-connect",
                "127.0.0.1:" + scene.site.smtp));
        command.addAll(List.of(options));
        Command.Outcome outcome = Command.run(scene.site.folder.root(), Await.PATIENCE, command);
        return outcome.out() + outcome.err();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw.example.test", "mail_gateway", "gw.example.test.", "-gw", "192.0.2.1"})
    void anyNameInSniIsIgnored(String name) {
        assertThat(openssl("-servername", name)).contains("BEGIN CERTIFICATE").doesNotContain("illegal parameter");
    }

    @Test
    void noCommonSuiteIsLoggedWithTheKeyThatWouldHelp() {
        // From an address of its own: the gateway logs the first few kinds of failure of each client, and other tests
        // fail too.
        assertThat(openssl("-bind", NO_COMMON_SUITE, "-tls1_2", "-cipher", "AES128-SHA"))
                .contains("handshake failure");
        scene.gateway.awaitLine(
                "The TLS handshake with " + NO_COMMON_SUITE, "no cipher suites in common", "tls.suites");
    }
}
