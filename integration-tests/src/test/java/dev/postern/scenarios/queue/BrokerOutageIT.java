package dev.postern.scenarios.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.AcknowledgedLoad;
import dev.postern.testing.gateway.BrokerPair;
import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No broker that can take mail: new mail is deferred at MAIL FROM, and what waits stays where it is. */
class BrokerOutageIT {
    private static final String SENDER = "carol@stranger.test";

    private Site site;

    @BeforeEach
    void set() {
        site = Site.named("broker-outage");
    }

    @AfterEach
    void end() throws IOException {
        site.close();
    }

    @Test
    void whileNoBrokerAnswersMailIsDeferredAndNothingBecomesMailInError() throws Exception {
        try (var brokers = BrokerPair.primaryOnly(site.folder.root().resolve("brokers"));
                var gateway = SharedQueueScene.start(site, brokers);
                var load = new AcknowledgedLoad().at(site, 4)) {
            load.awaitMore(20);
            brokers.killPrimary();
            Await.until("new mail is refused", Await.PATIENCE, this::refuses);
            assertThat(gateway.isAlive()).isTrue();

            brokers.startPrimaryAgain();
            Await.until("new mail is taken", Await.PATIENCE, () -> !refuses());
            load.awaitMore(20);
            List<Letter> acknowledged = load.stop();
            for (Letter letter : acknowledged) {
                site.inside.await(letter.marker());
            }
        }
        assertThat(site.folder.data().resolve("mail/error"))
                .satisfiesAnyOf(
                        error -> assertThat(error).doesNotExist(),
                        error -> assertThat(error).isEmptyDirectory());
    }

    @Test
    void aBrokerWhoseDiskIsFullDefersMailAndDoesNotHang() throws IOException {
        // Any disk is fuller than that: the broker takes its own for full as soon as it looks.
        try (var brokers = BrokerPair.primaryOnly(
                site.folder.root().resolve("brokers"),
                xml -> xml.replace("<max-disk-usage>90<", "<max-disk-usage>0<"))) {
            SharedQueueScene.configure(
                    site, brokers.queueYaml(), brokers.ca.own().chainPem());
            try (var gateway = GatewayProcess.spawn(site.folder, site.jvmOptions())) {
                gateway.awaitLine("Deferring all new mail", "its disk is full");
                // It starts all the same, for what waits is delivered; but nobody is told that it is ready.
                gateway.awaitLine("Running, but deferring new mail", "its disk is full");
                assertThat(refuses()).isTrue();
                assertThat(gateway.isAlive()).isTrue();
                assertThat(gateway.line(line -> line.startsWith("Ready"))).isEmpty();
            }
        }
    }

    private boolean refuses() {
        try (var client = site.outside()) {
            Reply reply = client.command("MAIL FROM:<" + SENDER + ">");
            return reply.code() == 452 && reply.toString().contains("4.3.1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
