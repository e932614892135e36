package dev.postern.testing.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** A peer that is missing where all are wanted is a failure, and the scripts say so by the names that the tests know. */
class RealPeerTest {
    @Test
    void whatIsMissingIsASkipUnlessPeersAreRequired() {
        assertThatThrownBy(() -> RealPeer.need(false, "there is no Exim", Map.of()))
                .isInstanceOf(TestAbortedException.class);
        assertThatThrownBy(() -> RealPeer.need(false, "there is no Exim", Map.of(RealPeer.REQUIRED, "true")))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessage("there is no Exim");
        assertThatCode(() -> RealPeer.need(true, "", Map.of(RealPeer.REQUIRED, "true")))
                .doesNotThrowAnyException();
    }

    @Test
    void theScriptsUseTheseNames() throws IOException {
        assertThat(Files.readString(Path.of("../.ci/run"))).contains("  " + RealPeer.REQUIRED + "=true ./mvnw ");
        assertThat(Files.readString(Path.of("peers/install")))
                .contains("${" + RealPeer.PLACE + ":-$HOME/.cache/postern/peers}");
        assertThat(Files.readString(Path.of("../CONTRIBUTING.md"))).contains("`" + RealPeer.PLACE + "`");
    }

    /** Whoever exports them for the tests may start a gateway in the same shell. */
    @Test
    void noGatewayTakesThemForAKey() {
        assertThat(List.of(RealPeer.PLACE, RealPeer.REQUIRED)).noneMatch(name -> name.startsWith("POSTERN_"));
    }
}
