package dev.postern.broker;

import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;

/** Explains a broker's answer to the administrator. */
final class BrokerFailureText {
    private BrokerFailureText() {}

    /** Returns why trying another broker or waiting cannot help; empty if it might. No password is in it. */
    static Optional<String> refusal(Exception error, BrokerGroup brokers) {
        if (error instanceof ActiveMQSecurityException) {
            return Optional.of("The brokers rejected the user \"" + brokers.user() + "\". Check the name ("
                    + brokers.sources().user() + "), the password ("
                    + brokers.sources().password() + ") and the user's permissions at the brokers.");
        }
        return error instanceof BrokerFailure ? Optional.ofNullable(error.getMessage()) : Optional.empty();
    }
}
