package dev.postern.broker;

/** Says why the broker failed to start. */
public final class BrokerFailure extends Exception {
    BrokerFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
