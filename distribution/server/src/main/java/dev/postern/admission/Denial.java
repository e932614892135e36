package dev.postern.admission;

/** Says why a client is rejected, or may not continue for now. */
public enum Denial {
    TOO_MANY_CONNECTIONS("too many connections"),
    TOO_MANY_FROM_ADDRESS("too many connections from one address"),
    TOO_MANY_FROM_NETWORK("too many connections from one network"),
    TOO_MANY_NEW_CONNECTIONS("too many new connections in a unit of time"),
    TOO_MANY_HANDSHAKES("too many TLS handshakes in a unit of time"),
    TOO_MANY_MESSAGES("too many messages in a unit of time"),
    TOO_MANY_RECIPIENTS("too many recipients in a unit of time"),
    HANDSHAKES_BUSY("too many TLS handshakes under way");

    private final String reason;

    Denial(String reason) {
        this.reason = reason;
    }

    /** For logs. */
    public String reason() {
        return reason;
    }
}
