package dev.postern.scenarios.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.AcknowledgedLoad;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Two gateways share the queue of two replicated brokers: the loss of any one process loses nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrokerFailoverIT {
    /** Detection, the backup's activation, and the gateways' dialling; far more than it takes. */
    private static final Duration FAILOVER = Duration.ofSeconds(60);

    private static final int BEFORE = 60;
    private static final int AFTER = 60;

    private SharedQueueScene scene;

    @BeforeAll
    void set() {
        scene = new SharedQueueScene("failover");
    }

    @AfterAll
    void end() throws IOException {
        scene.close();
    }

    @Test
    @Order(1)
    void whatWasAcknowledgedArrivesThoughTheLiveBrokerIsKilled() throws InterruptedException {
        try (var load = new AcknowledgedLoad().at(scene.one, 2).at(scene.other, 2)) {
            load.awaitMore(BEFORE);
            scene.brokers.killPrimary();
            load.awaitMore(AFTER);
            var acknowledged = load.stop();
            int twice = scene.awaitAll(acknowledged);
            System.out.printf(
                    "broker failover: %d letters acknowledged, none lost, %d came twice, %d refused meanwhile, longest"
                            + " pause %d ms%n",
                    acknowledged.size(),
                    twice,
                    load.refused(),
                    load.longestPause().toMillis());
            assertThat(load.longestPause()).isLessThan(FAILOVER);
        }
    }

    @Test
    @Order(2)
    void whatAKilledGatewayHeldIsSentByTheOther() throws InterruptedException {
        try (var load = new AcknowledgedLoad().at(scene.other, 4)) {
            load.awaitMore(BEFORE);
            scene.gatewayOther.kill();
            var acknowledged = load.stop();
            int twice = scene.awaitAll(acknowledged);
            System.out.printf(
                    "gateway killed: %d letters acknowledged, none lost, %d came twice%n", acknowledged.size(), twice);
        }
    }
}
