package dev.postern.broker;

/** The broker does not start, and why. */
public final class BrokerFailure extends Exception {
    BrokerFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
