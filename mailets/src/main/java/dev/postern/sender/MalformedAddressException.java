package dev.postern.sender;

/** The text is no address list. */
final class MalformedAddressException extends Exception {
    private final String reason;

    MalformedAddressException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
