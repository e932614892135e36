package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.OutboundScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A partner's server that takes one message over a connection, and answers the next MAIL with 503. */
@ExtendWith(SharedScene.class)
class SessionStateIT {
    private final OutboundScene scene;

    SessionStateIT(OutboundScene scene) {
        this.scene = scene;
    }

    @Test
    void theSecondMessageGoesOverANewConnectionAndNobodyGetsAnEmptyOne() throws IOException {
        var server = scene.partner("once");
        var first = Letter.from(OutboundScene.BOSS);
        var second = Letter.from("carol@example.test");
        scene.send(first, "bob@once.test");
        server.await(first);
        scene.gateway.awaitLine("outbound", "partner=once ", "verdict=delivered");

        try (var client = scene.site.insider()) {
            assertThat(client.mail("carol@example.test", "dave@once.test", second)
                            .code())
                    .isEqualTo(250);
        }

        var received = server.await(second);
        assertThat(received.sender()).isEqualTo("carol@example.test");
        assertThat(received.recipients()).containsExactly("dave@once.test");
        assertThat(received.tls()).isPresent();
        assertThat(server.received())
                .hasSize(2)
                .noneMatch(message -> message.content().isBlank());
        assertThat(server.commands())
                .extracting(ScriptedSmtpServer.Command::line)
                .filteredOn(line -> line.startsWith("MAIL FROM:<carol@example.test>"))
                .hasSize(2);
        assertThat(scene.site.inside.has(second)).as("a bounce").isFalse();
    }
}
