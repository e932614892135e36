package dev.postern.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sasl.Password;
import java.util.List;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQNotConnectedException;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.junit.jupiter.api.Test;

class BrokerFailureTextTest {
    private static final BrokerGroup BROKERS = new BrokerGroup(
            new BrokerGroup.Sources(
                    "queue.brokers in gateway.yaml",
                    "queue.user in gateway.yaml",
                    "environment variable POSTERN_QUEUE_PASSWORD"),
            List.of(new BrokerAddress("mq1.example.org", 61616, false)),
            "postern",
            new Password("hunter2"),
            Optional.empty());

    @Test
    void aRejectedUserIsToldWhereNameAndPasswordAreSet() {
        assertThat(BrokerFailureText.refusal(new ActiveMQSecurityException("AMQ229031"), BROKERS))
                .contains(
                        "The brokers rejected the user \"postern\". Check the name (queue.user in gateway.yaml), the password"
                                + " (environment variable POSTERN_QUEUE_PASSWORD) and the user's permissions at the brokers.");
    }

    @Test
    void aBrokerThatCannotBeReachedIsNoRefusal() {
        assertThat(BrokerFailureText.refusal(new ActiveMQNotConnectedException("AMQ219007"), BROKERS))
                .isEmpty();
    }
}
