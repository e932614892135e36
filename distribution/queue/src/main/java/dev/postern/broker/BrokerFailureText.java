package dev.postern.broker;

import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;

/** Explains a broker's answer to the administrator. */
final class BrokerFailureText {
    private BrokerFailureText() {}

    /** Returns why trying another broker or waiting cannot help; empty if it might. No password is in it. */
    static Optional<String> refusal(Exception error, BrokerGroup brokers) {
        if (error instanceof ActiveMQSecurityException) {
            return Optional.of("The brokers rejected the user \"" + brokers.user()
                    + "\": the name or password beside " + brokers.source()
                    + " is wrong, or the user lacks a permission there.");
        }
        return error instanceof BrokerFailure ? Optional.ofNullable(error.getMessage()) : Optional.empty();
    }
}
