package dev.postern.scenarios.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.PartnerServersScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.peers.PartnerServer;
import dev.postern.testing.peers.PartnerServerSettings.Tls;
import dev.postern.testing.peers.Product;
import dev.postern.testing.smtp.Letter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the mail servers that partners run have to say of our connections. */
@ExtendWith(SharedScene.class)
class PartnerConnectionsIT {
    private static final int MESSAGES = 5;

    private final PartnerServersScene scene;

    PartnerConnectionsIT(PartnerServersScene scene) {
        this.scene = scene;
    }

    @ParameterizedTest
    @EnumSource
    void messagesShareAConnectionAndConnectionsATlsSession(Product product) {
        var server = scene.server(product, Tls.OFFERED);
        for (int i = 0; i < MESSAGES; i++) {
            deliver(server, product);
        }
        // Nobody says anything more, so the server hangs up, and writes down what it saw.
        server.awaitConnectionWith(MESSAGES);
        server.awaitExtensions();

        deliver(server, product);
        if (product.resumesSessions()) {
            server.awaitResumption();
        }
    }

    private void deliver(PartnerServer server, Product product) {
        var letter = Letter.from(PartnerServersScene.BOSS);
        scene.send(letter, "bob@kept." + product.label() + ".test");
        assertThat(server.mailbox().await(letter).body()).isEqualTo(letter.body());
    }
}
