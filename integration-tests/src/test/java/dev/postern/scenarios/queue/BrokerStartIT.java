package dev.postern.scenarios.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.BrokerPair;
import dev.postern.testing.gateway.BrokerProcess;
import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Ports;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import dev.postern.tls.CertificateAuthority;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A gateway and a broker that it finds, or not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokerStartIT {
    private static final int UNAVAILABLE = 69;

    private Site site;
    private BrokerPair brokers;

    @BeforeAll
    void set() {
        site = Site.named("broker-start");
        brokers = BrokerPair.primaryOnly(site.folder.root().resolve("brokers"));
    }

    @AfterAll
    void end() throws IOException {
        site.close();
        brokers.close();
    }

    @Test
    void aWrongPasswordIsToldAndNotShown() {
        assertRefused(brokers.queueYaml("Wrong1!"), brokers.ca, "The brokers rejected the user \"postern\"");
    }

    @Test
    void aCertificateOfAnotherCaIsRefusedBeforeThePasswordTravels() {
        var another = CertificateAuthority.create("CA of the brokers");
        assertRefused(brokers.queueYaml(), another, "TLS handshake failed");
    }

    @Test
    void aBrokerThatIsNotThereIsTold() {
        String nowhere = brokers.queueYaml().replaceAll("localhost:\\d+", "localhost:" + Ports.free());
        String one = nowhere.replaceFirst(", \"tcp://localhost:\\d+\"", "");
        assertRefused(one, brokers.ca, "does not accept connections");
    }

    @Test
    void whatWaitsIsInTheBrokerWhenTheGatewayIsKilled() throws IOException {
        site.inside.become(ServerScript.noStartTls()); // and so nothing can be delivered
        var letter = Letter.from("carol@stranger.test");
        try (var first = SharedQueueScene.start(site, brokers)) {
            try (var client = site.outside()) {
                assertThat(client.mail("carol@stranger.test", "boss@example.test", letter)
                                .code())
                        .isEqualTo(250);
            }
            first.awaitLine("verdict=deferred");
            first.kill();
            first.awaitExit();
        }
        site.inside.become(ServerScript.tls(TlsOffer.with(site.ca.issue("mail.example.test"))));
        try (var second = SharedQueueScene.start(site, brokers)) {
            assertThat(site.inside.await(letter).content()).endsWith(letter.content());
            assertThat(second.lines()).noneMatch(line -> line.contains(BrokerProcess.PASSWORD));
        }
    }

    private void assertRefused(String queueYaml, CertificateAuthority anchors, String reason) {
        SharedQueueScene.configure(site, queueYaml, anchors.own().chainPem());
        try (var gateway = GatewayProcess.spawn(site.folder, site.jvmOptions())) {
            assertThat(gateway.awaitExit()).isEqualTo(UNAVAILABLE);
            assertThat(gateway.awaitLine(reason)).isNotEmpty();
            assertThat(gateway.lines())
                    .noneMatch(line -> line.contains(BrokerProcess.PASSWORD) || line.contains("Wrong1!"));
        }
    }
}
