package dev.postern.broker;

import dev.postern.gateway.GatewayConfiguration.Brokers;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;

/** What a broker's answer means to the administrator. */
final class BrokerFailureText {
    private BrokerFailureText() {}

    /** Why no other broker need be tried and no time helps; empty if it might. No password is in it. */
    static Optional<String> refusal(Exception error, Brokers brokers) {
        if (error instanceof ActiveMQSecurityException) {
            return Optional.of("The brokers refuse the user \"" + brokers.user()
                    + "\": user or password in the block queue of gateway.yaml are not theirs, or the user lacks a permission"
                    + " there.");
        }
        return error instanceof BrokerFailure ? Optional.ofNullable(error.getMessage()) : Optional.empty();
    }
}
