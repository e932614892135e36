package dev.postern.sasl;

/** A server did not keep to its mechanism, or did not prove that it knows the password. The message repeats no secret. */
public final class SaslException extends Exception {
    private static final long serialVersionUID = 1L;

    public SaslException(String message) {
        super(message);
    }
}
